SELECT m.uuid AS customer, m.email AS email, m.name AS name, m.created_at AS created_at
FROM members AS m
