-- As text, whatever somebody has put there by hand.
SELECT DISTINCT CAST(app AS TEXT), CAST(name AS TEXT) FROM main.django_migrations
WHERE app IS NOT NULL AND name IS NOT NULL
ORDER BY 1, 2
