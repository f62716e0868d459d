from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from obiettivi.models import Ciclo
from organizzazione.models import Utente
from rendicontazione.services.solleciti import Giro, prepare_solleciti, send_solleciti


class Command(BaseCommand):
    help = "Invia a ogni persona un messaggio con quello che la aspetta; lo stesso messaggio non parte due volte."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ente", required=True, help="il codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="l'anno del piano")
        parser.add_argument("--prova", action="store_true", help="mostra i messaggi senza inviarli")

    def handle(self, *_args: Any, **opzioni: Any) -> None:
        try:
            ciclo = Ciclo.objects.select_related("ente").get(ente__codice=opzioni["ente"], anno=opzioni["anno"])
        except Ciclo.DoesNotExist as errore:
            raise CommandError(f"Non c'è un piano {opzioni['anno']} dell'ente «{opzioni['ente']}».") from errore
        giro = prepare_solleciti(ciclo)
        for utente in giro.senza_posta:
            self.stdout.write(self.style.WARNING(f"Senza indirizzo e-mail: {_name(utente)}"))
        if opzioni["prova"]:
            self._show(giro)
        else:
            self._send(ciclo)

    def _show(self, giro: Giro) -> None:
        for lettera in giro.da_inviare:
            self.stdout.write(f"A: {lettera.utente.email}\nOggetto: {lettera.oggetto}\n\n{lettera.testo}")
        self.stdout.write(f"Messaggi da inviare: {len(giro.da_inviare)}. È una prova: non è partito niente.")

    def _send(self, ciclo: Ciclo) -> None:
        try:
            esito = send_solleciti(ciclo)
        except OSError as errore:
            raise CommandError(f"Il server di posta non risponde: {errore}") from errore
        self.stdout.write(f"Messaggi inviati: {len(esito.inviate)}.")
        if esito.errori:
            raise CommandError("\n".join(f"Non inviato a {_name(utente)}: {frase}." for utente, frase in esito.errori))


def _name(utente: Utente) -> str:
    return utente.get_full_name() or utente.get_username()
