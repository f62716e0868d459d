from __future__ import annotations

from django.db.models import QuerySet

from budget.filters import CapitoliFilterSet, PersoneFilterSet, ProgettiFilterSet
from budget.models import Capitolo
from budget.queries import list_capitoli, list_persone, list_progetti
from budget.tables import CapitoliTable, PersoneTable, ProgettiTable
from obiettivi.models import Progetto
from obiettivi.views import CicloListView
from organizzazione.models import Persona


class ProgettiView(CicloListView):
    titolo = "Progetti"
    spiegazione = (
        "I prodotti, i progetti e gli investimenti del piano, con le risorse loro e dei loro obiettivi. "
        "Il codice apre la scheda."
    )
    vuoto = "In questo piano non ci sono ancora progetti che puoi vedere."
    filterset_class = ProgettiFilterSet
    table_class = ProgettiTable

    def get_queryset(self) -> QuerySet[Progetto]:
        return list_progetti(self.ciclo, self.request.user)


class CapitoliView(CicloListView):
    titolo = "Capitoli"
    spiegazione = (
        "I capitoli di entrata e di spesa. «Assegnato» è la somma delle quote date a progetti e obiettivi di tutto "
        "l'ente, anche fuori dai tuoi centri di responsabilità."
    )
    vuoto = "In questo piano non ci sono ancora capitoli che puoi vedere."
    filterset_class = CapitoliFilterSet
    table_class = CapitoliTable

    def get_queryset(self) -> QuerySet[Capitolo]:
        return list_capitoli(self.ciclo, self.request.user)


class PersoneView(CicloListView):
    titolo = "Persone"
    spiegazione = (
        "Chi lavora per il piano. L'impegno è la somma delle percentuali su tutto l'ente: oltre il 100 % qualcuno "
        "ha promesso più tempo di quello che c'è."
    )
    vuoto = "In questo piano nessuna persona che puoi vedere ha ancora una percentuale di impegno."
    filterset_class = PersoneFilterSet
    table_class = PersoneTable

    def get_queryset(self) -> QuerySet[Persona]:
        return list_persone(self.ciclo, self.request.user)
