# Two stages: the first builds with the same set-up script as everybody, the second holds the binary and what it links.
#   docker build -t tocsin .
#   docker run -d --read-only -v tocsin:/data -v ./tocsin.yaml:/etc/tocsin/tocsin.yaml:ro -p 8080:8080 tocsin
FROM debian:bookworm AS build
WORKDIR /src
# The packages change seldom, the sources often: one layer each.
COPY scripts/setup.sh scripts/
RUN bash scripts/setup.sh build
COPY . .
RUN cmake --preset release \
 && cmake --build build/release --target tocsin \
 && objcopy --strip-debug build/release/tocsin /tocsin

FROM debian:bookworm-slim
RUN apt-get -qq update \
 && apt-get -qq install --yes --no-install-recommends \
        ca-certificates tzdata tini \
        libssl3 libsqlite3-0 libfmt9 libyaml-cpp0.7 libprometheus-cpp-core1.0 libdate-tz3 \
        libcmark-gfm0.29.0.gfm.6 libcmark-gfm-extensions0.29.0.gfm.6 libsystemd0 libtcmalloc-minimal4 libcurl4 libre2-9 \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 65532 -g 65532 -m 0700 /data
COPY --from=build /tocsin /usr/local/bin/tocsin
# A library that is missing above ends the build here, not the first start.
RUN ["/usr/local/bin/tocsin", "version"]

LABEL org.opencontainers.image.title="tocsin" \
      org.opencontainers.image.description="Incident-response bot for Slack and PagerDuty" \
      org.opencontainers.image.licenses="Apache-2.0"

# Nothing is written outside /data, so the root may be read-only.
VOLUME /data
WORKDIR /data
USER 65532:65532
EXPOSE 8080 8443
STOPSIGNAL SIGTERM
# Asks the server of this container, on whichever address and protocol its configuration says.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD tocsin healthcheck --config /etc/tocsin/tocsin.yaml
# As the first process: what a command of a runbook leaves behind when it is killed becomes its child, and is reaped. tocsin waits for its own
# children alone.
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/tocsin"]
CMD ["serve", "--config", "/etc/tocsin/tocsin.yaml"]
