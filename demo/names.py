"""Lists that the generator draws made-up people from: common names, and numbers reserved for fiction."""

from __future__ import annotations

FIRST_NAMES = {
    "GB": "Olivia Amelia Isla Ava Grace Freya Florence Willow Emily Sophie Charlotte Hannah Lucy Megan Rebecca Sarah "
          "Priya Aisha Fatima Zainab Nadia Chloe Abigail Eleanor Harriet Margaret Susan Karen Janet Christine Patricia "
          "Oliver George Harry Jack Noah Charlie Arthur Theo Oscar James William Thomas Daniel Joshua Matthew Samuel "
          "Mohammed Imran Arjun Rohan Kwame Tunde David Stephen Andrew Colin Graham Keith Malcolm Trevor Ian Alan",
    "IE": "Aoife Niamh Ciara Saoirse Roisin Caoimhe Orla Sinead Conor Sean Cian Oisin Patrick Declan Eoin Fionn",
    "DE": "Lena Anna Marie Katrin Sabine Ursula Heike Lukas Jonas Felix Stefan Matthias Jürgen Klaus",
    "FR": "Camille Manon Chloé Juliette Nathalie Isabelle Louis Hugo Lucas Antoine Olivier Philippe",
    "ES": "Lucía María Carmen Paula Elena Pilar Alejandro Pablo Javier Miguel Antonio Sergio",
    "US": "Emma Madison Ashley Jennifer Linda Barbara Ethan Mason Tyler Michael Robert Christopher Jason Brian",
}  # fmt: skip

LAST_NAMES = {
    "GB": "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White "
          "Roberts Green Hall Wood Jackson Clarke Khan Hughes Edwards Hill Moore Ali Shah Begum Singh Kaur Ahmed "
          "Hussain Okafor Mensah Adeyemi Campbell Stewart Morrison Fraser Murray Bennett Cook Bailey Carter Parker "
          "Collins Bell Murphy Kelly Shaw Mason Ellis Webb Rogers Gibson Hunt Palmer Holmes Mills "
          "Barnes Knight Lloyd Matthews",
    "IE": "Murphy Kelly O'Sullivan Walsh Byrne Ryan O'Connor O'Neill Doyle McCarthy Gallagher Doherty Kennedy Lynch",
    "DE": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Koch Richter Klein Wolf Neumann",
    "FR": "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre",
    "ES": "García Martínez López Sánchez González Pérez Rodríguez Fernández Gómez Ruiz Díaz Moreno",
    "US": "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Anderson Taylor Thomas Moore",
}  # fmt: skip

# (city, beginning of a postcode); the rest of the postcode is drawn.
CITIES = {
    "GB": (("London", "SE15"), ("Manchester", "M20"), ("Birmingham", "B29"), ("Leeds", "LS6"), ("Glasgow", "G12"),
           ("Bristol", "BS6"), ("Sheffield", "S11"), ("Edinburgh", "EH9"), ("Cardiff", "CF5"), ("Belfast", "BT9"),
           ("Nottingham", "NG7"), ("Newcastle upon Tyne", "NE6"), ("Norwich", "NR2"), ("Exeter", "EX4")),
    "IE": (("Dublin", "D06"), ("Cork", "T12"), ("Galway", "H91"), ("Limerick", "V94")),
    "DE": (("Berlin", "10"), ("Hamburg", "20"), ("Köln", "50"), ("München", "80")),
    "FR": (("Paris", "75"), ("Lyon", "69"), ("Nantes", "44"), ("Lille", "59")),
    "ES": (("Madrid", "28"), ("Barcelona", "08"), ("Valencia", "46"), ("Sevilla", "41")),
    "US": (("Portland, OR", "972"), ("Chicago, IL", "606"), ("Austin, TX", "787"), ("Boston, MA", "021")),
}  # fmt: skip

STREETS = {
    "GB": "Church Road|Station Road|Mill Lane|Queen Street|Park Avenue|Queens Road|High Street|Chapel Lane|Elm Grove",
    "IE": "Main Street|Church Street|Harbour Road|College Road|Castle View",
    "DE": "Hauptstraße|Gartenweg|Bahnhofstraße|Lindenallee|Schulstraße",
    "FR": "rue de l'Église|rue Victor Hugo|avenue de la Gare|rue des Lilas",
    "ES": "Calle Mayor|Calle Real|Avenida del Sol|Calle de la Iglesia",
    "US": "Oak Street|Maple Avenue|Washington Street|Lake Drive|Pine Street",
}

# Ranges set aside for films and plays: Ofcom, ComReg, Bundesnetzagentur, Arcep, NANPA. Spain has none.
PHONES = {
    "GB": "+44 7700 900{:03d}",
    "IE": "+353 20 910 0{:03d}",
    "DE": "+49 30 23125{:03d}",
    "FR": "+33 1 99 00 1{:03d}",
    "US": "+1 503-555-01{:02d}",
}

LANGUAGES = {"GB": "EN", "IE": "EN", "US": "EN", "DE": "DE", "FR": "FR", "ES": "ES"}

COUNTRY_SHARES = {"GB": 72, "IE": 8, "DE": 6, "FR": 5, "ES": 4, "US": 5}
