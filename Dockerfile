# The image of the service: the static binary, CA roots and a writable /tmp.
# `make image` puts them into bin/image and builds this; time zones are inside the binary.
FROM scratch
COPY bin/image/ /
ENV HOME=/tmp
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=6 CMD ["/waymark", "healthcheck"]
ENTRYPOINT ["/waymark"]
CMD ["--help"]
