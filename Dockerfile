FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY server/install server/install
RUN npm ci
COPY . .
RUN npm run build:sdk

FROM node:24-trixie-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY server/install server/install
RUN npm ci --omit=dev && npm cache clean --force && install -d -o node -g node /data
COPY domain domain
COPY persistence persistence
COPY gateway gateway
COPY server server
COPY --from=build /app/client-sdk client-sdk
# The embedded database that a first start copies. It holds nothing of anybody's.
RUN node persistence/new-database.ts
USER node
VOLUME /data
EXPOSE 3000
# Live, not ready: a node whose database is away must not be restarted for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The same flags as in `npm start`.
CMD ["node", "--max-semi-space-size=8", "server/main.ts"]
