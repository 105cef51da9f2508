FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_BIND=0.0.0.0:8000
WORKDIR /app

COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/production.txt

COPY . .
# The static files need no database and no secret, but the settings want to see some.
RUN DATABASE_URL=sqlite:///unused REDIS_URL=redis://unused PORTAL_SECRET_KEY=unused PORTAL_SECRET_KEYS=unused \
    python manage.py collectstatic --no-input \
    && useradd --system --no-create-home portal && mkdir /data && chown portal /data
USER portal

CMD ["gunicorn", "portal.wsgi"]
