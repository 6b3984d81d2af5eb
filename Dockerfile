# syntax=docker/dockerfile:1
FROM python:3.11.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Some hosts insist on user 1000.
RUN useradd --create-home --uid 1000 gatescope
WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps -r requirements.lock

COPY streamlit_app.py LICENSE ./
COPY .streamlit .streamlit
COPY sim sim
COPY ui ui
COPY pages pages
RUN python -m compileall -q streamlit_app.py sim ui pages

USER gatescope
# Hosts that choose the port themselves set PORT.
ENV PORT=8501
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; e = os.environ; base = e.get('STREAMLIT_SERVER_BASE_URL_PATH', '').strip('/'); u.urlopen(f\"http://127.0.0.1:{e['PORT']}{base and '/' + base}/_stcore/health\", timeout=4)"]
CMD ["sh", "-c", "exec streamlit run streamlit_app.py --server.address=0.0.0.0 --server.port=$PORT"]
