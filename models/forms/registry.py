"""All forms by name: a stored conversation names its form, and a new form is one line here."""

from models.forms.core import Form
from models.forms.registration import Registration
from models.forms.rejection import Rejection

FORMS: dict[str, type[Form]] = {form.form_name: form for form in (Registration, Rejection)}
