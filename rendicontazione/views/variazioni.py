"""The variazioni of an approved plan: list, ask for or open one, see its before and after, take its steps."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from obiettivi.models import Ciclo
from obiettivi.views import get_ciclo
from organizzazione.models import Struttura, Utente
from organizzazione.models.persone import RESPONSABILI
from pianoperformance.base.stati import PassaggioRifiutato
from pianoperformance.base.views import FORMATI
from rendicontazione.canonico import digest_of
from rendicontazione.esportazioni.confronto import build_confronto
from rendicontazione.esportazioni.variazione import Testata
from rendicontazione.forms_documenti import AttoForm, MotivoForm, RifiutoForm, VariazioneForm
from rendicontazione.models import Variazione
from rendicontazione.queries.documenti import lati_of, storia_of
from rendicontazione.scrittura import editable_strutture, is_ufficio, strutture_with
from rendicontazione.services import variazioni as servizi
from rendicontazione.services.approvazione import name_atto
from rendicontazione.views.documenti import download_confronto

Stato = Variazione.Stato
NORME = (
    "Le variazioni del PEG le delibera l'organo esecutivo entro il 15 dicembre, salvo quelle collegate a variazioni "
    "di bilancio che si possono fare dopo (art. 175, c. 9, TUEL). Le propone il responsabile del servizio; un rifiuto "
    "va motivato (art. 177 TUEL)."
)
FATTO = {
    Stato.BOZZA: "La variazione è aperta: nei suoi centri di responsabilità si può scrivere.",
    Stato.PROPOSTA: "La variazione è proposta: fino alla decisione nei suoi centri di responsabilità non si scrive.",
    Stato.APPROVATA: "La variazione è approvata: il piano ha una nuova versione.",
    Stato.RESPINTA: "La variazione è chiusa: il piano è quello di prima, e qui resta scritto che cosa si proponeva.",
}
NOMI_PASSI = {
    (servizi.NUOVA, Stato.RICHIESTA): "Richiesta",
    (servizi.NUOVA, Stato.BOZZA): "Apertura",
    (Stato.RICHIESTA, Stato.BOZZA): "Apertura",
    (Stato.BOZZA, Stato.PROPOSTA): "Proposta",
    (Stato.PROPOSTA, Stato.BOZZA): "Riportata in lavorazione",
    (Stato.PROPOSTA, Stato.APPROVATA): "Approvazione",
    (Stato.RICHIESTA, Stato.RESPINTA): "Rifiuto della richiesta",
    (Stato.BOZZA, Stato.RESPINTA): "Abbandono",
    (Stato.PROPOSTA, Stato.RESPINTA): "Rifiuto",
}


@require_safe
def variazioni(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """List the variazioni that the user sees, from the newest."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Variazione.objects.visible_to(request.user).filter(ciclo=ciclo).defer("istantanea", "proposta")
    contesto = {
        "ciclo": ciclo,
        "variazioni": righe.select_related("documento", "richiesta_da").prefetch_related("strutture"),
        "puo_chiedere": ciclo.stato == Ciclo.Stato.APPROVATO and _eligible(request.user, ciclo).exists(),
        "ufficio": is_ufficio(request.user, ciclo.ente_id),
        "norme": NORME,
        **_deadline(ciclo),
    }
    return render(request, "rendicontazione/variazioni.html", contesto)


def _deadline(ciclo: Ciclo) -> dict[str, object]:
    scadenza = servizi.scadenza_of(ciclo)
    return {"scadenza": scadenza, "in_ritardo": timezone.localdate() > scadenza}


def _eligible(user: Utente, ciclo: Ciclo) -> QuerySet[Struttura]:
    """The structures for which the user may ask for a variazione, or open one."""
    dell_ente = Struttura.objects.filter(ente=ciclo.ente_id).order_by("ordine", "codice")
    if is_ufficio(user, ciclo.ente_id):
        return dell_ente
    return dell_ente.filter(pk__in=strutture_with(user, ciclo.ente_id, RESPONSABILI))


@require_http_methods(["GET", "HEAD", "POST"])
def nuova(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Open a variazione, or ask the ufficio to open it."""
    ciclo = get_ciclo(request, ente, anno)
    strutture = _eligible(request.user, ciclo)
    if not strutture.exists():
        raise Http404("Le variazioni le chiede il responsabile e le apre il controllo di gestione.")
    ufficio = is_ufficio(request.user, ciclo.ente_id)
    form = VariazioneForm(request.POST or None, strutture=strutture)
    if request.method == "POST" and form.is_valid():
        crea = servizi.create_variazione if ufficio else servizi.request_variazione
        try:
            riga = crea(ciclo, user=request.user, **form.cleaned_data)
        except PassaggioRifiutato as rifiuto:
            form.add_error(None, str(rifiuto))
        else:
            inviata = "La richiesta è inviata: la apre il controllo di gestione."
            messages.success(request, FATTO[Stato.BOZZA] if ufficio else inviata)
            return redirect("variazione", ente, anno, riga.numero)
    contesto = {"ciclo": ciclo, "form": form, "ufficio": ufficio, "norme": NORME, **_deadline(ciclo)}
    return render(request, "rendicontazione/variazione_nuova.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def variazione(request: HttpRequest, ente: str, anno: int, numero: int) -> HttpResponse:
    """Show a variazione with its before and after; a POST takes one of its steps."""
    ciclo = get_ciclo(request, ente, anno)
    riga = _find(request.user, ciclo, numero)
    form = _make_form(riga, request.POST.get("passo", ""), request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and _take_step(request, riga, form):
        return redirect("variazione", ente, anno, numero)
    if form is not None:
        riga = _find(request.user, ciclo, numero)
    lati = lati_of(riga, request.user)
    if lati and "formato" in request.GET:
        nome = f"variazione-{ente}-{anno}-{numero}"
        return download_confronto(request.GET["formato"], *lati, testata_of(riga), nome)
    contesto = _describe(request.user, riga) | {"confronto": build_confronto(*lati) if lati else None}
    passi = [(p, _make_form(riga, p.a)) for p in servizi.find_azioni(riga, request.user)]
    contesto["passi"] = [(p, form if form and request.POST.get("passo") == p.a else vuoto) for p, vuoto in passi]
    return render(request, "rendicontazione/variazione.html", contesto)


def _find(user: Utente, ciclo: Ciclo, numero: int) -> Variazione:
    righe = Variazione.objects.visible_to(user).select_related("base", "documento", "richiesta_da")
    riga = get_object_or_404(righe, ciclo=ciclo, numero=numero)
    riga.ciclo = ciclo
    return riga


def _describe(user: Utente, riga: Variazione) -> dict[str, object]:
    scrivibili = editable_strutture(user, riga.ciclo) if riga.stato == Stato.BOZZA else frozenset()
    return {
        "ciclo": riga.ciclo,
        "variazione": riga,
        "strutture": [(s, s.pk in scrivibili) for s in riga.strutture.order_by("ordine", "codice")],
        "storia": [(t, NOMI_PASSI.get((t.da, t.a), t.a)) for t in storia_of(riga)],
        "testata": testata_of(riga),
        "formati": ["pdf", *FORMATI],
        "aperta": riga.stato in (Stato.RICHIESTA, Stato.BOZZA, Stato.PROPOSTA),
        "norme": NORME,
        **_deadline(riga.ciclo),
    }


def _make_form(riga: Variazione, a: str, dati: object = None) -> Form:
    """What a step asks for; it carries the digest of what the page showed as proposed."""
    iniziali = {"organo": riga.ciclo.ente.get_organo_display(), "attesa": digest_of(riga.proposta)}
    classi: dict[str, type[Form]] = {Stato.APPROVATA: AttoForm, Stato.RESPINTA: RifiutoForm}
    if (riga.stato, a) == (Stato.PROPOSTA, Stato.BOZZA):
        classi[Stato.BOZZA] = MotivoForm
    form = classi.get(a, Form)(dati, initial=iniziali, auto_id=f"id_{a}_%s")
    form.passo = a
    return form


def _take_step(request: HttpRequest, riga: Variazione, form: Form) -> bool:
    """Take a step, or say why it is refused."""
    dati, user, a = form.cleaned_data, request.user, form.passo
    if a not in FATTO:
        raise Http404("Questo passo non c'è.")
    try:
        if a == Stato.PROPOSTA:
            servizi.propose_variazione(riga, user=user)
        elif a == Stato.APPROVATA:
            servizi.approve_variazione(riga, user=user, atto=form.get_atto(), attesa=dati["attesa"])
        elif a == Stato.RESPINTA:
            servizi.refuse_variazione(riga, user=user, motivo=dati["motivo"], atto=form.get_atto())
        elif "motivo" in dati:
            servizi.return_variazione(riga, user=user, motivo=dati["motivo"])
        else:
            servizi.open_variazione(riga, user=user)
    except PassaggioRifiutato as rifiuto:
        messages.error(request, str(rifiuto))
        return False
    messages.success(request, FATTO[Stato(a)])
    return True


def testata_of(riga: Variazione) -> Testata:
    """The cover of the before and after of a variazione."""
    ciclo, base = riga.ciclo, riga.base
    dopo = (
        "La proposta, che è stata respinta" if riga.stato == Stato.RESPINTA else "Il piano con le modifiche proposte"
    )
    if riga.documento:
        documento = riga.documento
        dopo = f"Versione {documento.versione}, {name_atto(documento)}. Impronta SHA-256: {documento.impronta}"
    return Testata(
        ente=ciclo.ente.denominazione,
        piano=ciclo.titolo_documento,
        titolo=f"Variazione n. {riga.numero}",
        prima=f"Versione {base.versione}, {name_atto(base)}. Impronta SHA-256: {base.impronta}",
        dopo=dopo,
        stato=_sentence_of(riga),
        oggetto=riga.oggetto,
        motivo=riga.motivo,
        norme=NORME,
        data=riga.documento.data if riga.documento else None,
    )


def _sentence_of(riga: Variazione) -> str:
    if riga.stato == Stato.APPROVATA:
        return f"Approvata con {name_atto(riga.documento)}"
    if riga.stato == Stato.RESPINTA:
        return f"Respinta: {riga.esito_motivo}"
    return "Proposta di variazione" if riga.stato == Stato.PROPOSTA else "Bozza, non ancora proposta"
