CREATE INDEX title_genres_genre ON title_genres (genre_id);
CREATE INDEX title_people_person ON title_people (person_id);
CREATE INDEX rights_windows_title ON rights_windows (title_id);
CREATE INDEX profiles_member ON profiles (member_id);
CREATE INDEX views_profile ON views (profile_id, started_at);
CREATE INDEX views_title ON views (title_id, started_at);
CREATE INDEX devices_member ON devices (member_id);
CREATE INDEX article_tags_tag ON article_tags (tag_id);
