"""Parts of the admin shared by the apps: rights from roles, rows and choices of the user's own enti, history.

The rights come from the permissions registered with ``rules`` and never from Django groups; what a user may choose in
a field is what he may see in the admin page of that model. No app is imported here: the enti come from the admin site
(``enti_gestiti``), the rows from each model's own ``visible_to``.
"""

from pianoperformance.base.admin.campi import ScelteMixin, narrow_scelte
from pianoperformance.base.admin.filtri import AnnoFilter, AnnoProprioFilter, show_anni, solo_usati
from pianoperformance.base.admin.pagine import GestioneForm, GestioneMixin, SolaLettura, has_perm
from pianoperformance.base.admin.righe import ElencoInline, RigheFormSet, RigheInline, RigheUnicheFormSet
from pianoperformance.base.admin.storico import GestioneAdmin

__all__ = [
    "AnnoFilter",
    "AnnoProprioFilter",
    "ElencoInline",
    "GestioneAdmin",
    "GestioneForm",
    "GestioneMixin",
    "RigheFormSet",
    "RigheInline",
    "RigheUnicheFormSet",
    "ScelteMixin",
    "SolaLettura",
    "has_perm",
    "narrow_scelte",
    "show_anni",
    "solo_usati",
]
