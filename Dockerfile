# The image of the server: make image, or docker build (podman build) at the root of the repository.
ARG JAVA=25

FROM docker.io/library/maven:3.9-eclipse-temurin-${JAVA} AS build
RUN apt-get update && apt-get install -y --no-install-recommends openssl
WORKDIR /build
COPY . .
# Tests have run before; here they aren't even compiled.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Dmaven.test.skip=true package dependency:unpack-dependencies@notices
# For the training below; nothing of it gets into the image: a throwaway certificate, and an API server that
# serves a small, made-up cluster.
RUN sh certs/dev-cert.sh 1 \
    && javac -proc:none -d training -cp target/pull-secret-injector.jar src/training/java/io/pullsecrets/training/*.java

FROM docker.io/library/eclipse-temurin:${JAVA}-jre AS runtime
# For whatever collects the log; false for text.
ENV QUARKUS_LOG_CONSOLE_JSON_ENABLED=true

# The server starts once beside the made-up cluster and ends when it is ready, and the JVM keeps what it
# loaded and linked in a cache, with which it starts in little more than a third of the time
# (docs/decisions/014-start-from-the-jvms-cache.md). It must be the JVM of the image; with another one, or
# other jars, it would leave the cache aside.
FROM runtime AS training
COPY --from=build /build/certs /build/training /training/
COPY --from=build /build/target/pull-secret-injector.jar /build/src/main/java.options /app/
RUN \
    java -Djava.util.logging.manager=org.jboss.logmanager.LogManager -cp /training:/app/pull-secret-injector.jar \
      io.pullsecrets.training.TrainingCluster \
      /tmp/cluster http://127.0.0.1:9000/q/health/ready /tmp/ready & cluster=$!; \
    for second in $(seq 60); do test -e /tmp/cluster && break; sleep 1; done; \
    KUBERNETES_MASTER=$(cat /tmp/cluster) \
    PULL_SECRET_INJECTOR_TLS_CERTIFICATE=/training/tls.crt PULL_SECRET_INJECTOR_TLS_KEY=/training/tls.key \
    QUARKUS_SHUTDOWN_DELAY=0S \
    java @/app/java.options -XX:AOTCacheOutput=/app/start.aot -jar /app/pull-secret-injector.jar >/tmp/training.log 2>&1 & \
    server=$!; \
    for second in $(seq 120); do test -e /tmp/ready && break; sleep 1; done; \
    kill $server; wait $server; kill $cluster; \
    test -e /tmp/ready && test -s /app/start.aot || { cat /tmp/training.log; exit 1; }

FROM runtime
LABEL org.opencontainers.image.title="Pull Secret Injector" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /build/target/notices /app/notices
COPY --from=training /app /app
# By number, or Kubernetes can't check runAsNonRoot; any other does as well, since it owns nothing.
USER 10001:10001
EXPOSE 8443 9000
# More options: the variable JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "@/app/java.options", "-XX:AOTCache=/app/start.aot", "-jar", "/app/pull-secret-injector.jar"]
