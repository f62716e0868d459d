# The commands of the project; each one first makes what it needs. Nothing here depends on where the folder is.
.PHONY: demo test check lock
.DEFAULT_GOAL := help

# The body and the year of the demo, whose allegato is printed.
export ENTE ?= comune-di-montegelso
export ANNO ?= 2026
export PORT ?= 8000
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--quiet --custom-compile-command "make lock"

.PHONY: help
help:
	@echo "make demo    prova il programma con un ente dimostrativo (PORT=8000)"
	@echo "make test    esegue tutte le prove (ARGS=\"…\" per pytest)"
	@echo "make check   controlla stile, tipi, dipendenze tra i moduli, impostazioni"
	@echo "make lock    aggiorna le versioni bloccate dei pacchetti (serve uv)"

demo:
	@scripts/prepare requirements.txt
	@scripts/demo

test:
	@scripts/prepare requirements-dev.txt
	@scripts/test $(ARGS)

check:
	@scripts/prepare requirements-dev.txt
	@scripts/check

# Add UPGRADE=--upgrade to move every package to its newest version.
lock:
	$(LOCK) $(UPGRADE) -o requirements.txt
	$(LOCK) $(UPGRADE) --group dev -c requirements.txt -o requirements-dev.txt
