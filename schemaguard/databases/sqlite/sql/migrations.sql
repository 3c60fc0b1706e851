SELECT DISTINCT app, name FROM main.django_migrations ORDER BY app, name
