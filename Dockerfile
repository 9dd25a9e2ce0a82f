# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish BotPerf.Web -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS final
# curl asks for the health; libsqlite3 is the database, patched by the distribution.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libsqlite3-0 \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir /data \
    && chown app:app /data
WORKDIR /app
COPY --from=build /app .
ENV BOTPERF_DATA=/data
VOLUME /data
EXPOSE 5080
USER app
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
    CMD ["curl", "--fail", "--silent", "http://127.0.0.1:5080/readyz"]
ENTRYPOINT ["dotnet", "BotPerf.Web.dll", "--urls", "http://0.0.0.0:5080"]
