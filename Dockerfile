# Two steps: the first builds wheels, the second holds only what runs.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY monitor monitor
COPY workers workers
COPY seeds seeds
RUN python -m venv /opt/monitor \
 && /opt/monitor/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.11-slim
COPY --from=build /opt/monitor /opt/monitor
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    MONITOR_DATA=/data
VOLUME /data
USER 10001:10001
ENTRYPOINT ["monitor"]
CMD ["run"]
