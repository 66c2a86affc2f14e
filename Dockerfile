FROM node:20-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc esbuild.config.mjs ./
RUN npm ci --ignore-scripts
COPY static static
RUN npm run build

FROM python:3.11-slim AS packages
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY locale locale
RUN for po in locale/*/LC_MESSAGES/*.po; do msgfmt -o "${po%.po}.mo" "$po"; done

FROM python:3.11-slim
# The words of the dossier's PDF pages, for who searches.
RUN apt-get update \
    && apt-get install -y --no-install-recommends poppler-utils \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/data
RUN useradd --system --uid 10001 --home-dir /data --no-create-home deliberation \
    && install -d -o deliberation -g deliberation -m 750 /data /data/media /data/seal
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py LICENSE ./
COPY deliberation deliberation
COPY sessions sessions
COPY templates templates
COPY --from=packages /app/locale locale
COPY --from=front-end /app/static static
USER deliberation
VOLUME /data
EXPOSE 8000
# The database is brought up to date by `python manage.py migrate`, once, before: docker-compose.yml does.
# One process, until WEB_PROCESSES asks for more: they need PostgreSQL and Redis.
CMD ["sh", "-c", "exec python manage.py serve --processes=${WEB_PROCESSES:-1} --interface=${INTERFACE:-0.0.0.0} --port=${WEB_PORT:-8000}"]
