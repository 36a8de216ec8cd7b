"""The whole flow of a product in English, and what an English reader is told about it."""

from tests.errands import TOTAL_OF_PRODUCT, answers_last, asks_of_product, registers
from tests.talk import Clinic, Talker


async def in_english(clinic: Clinic) -> Talker:
    """An owner who has registered and then changed the language."""
    owner = clinic.person("Anna Sembiring", phone="6281260000001")
    await registers(owner, "Kopi Sinabung")
    with clinic.in_short("Anna Sembiring reads English from now on."):
        await owner.sends("/language")
        await owner.taps("English")
    return owner


async def test_product_is_sent_in_english(clinic: Clinic) -> None:
    owner = await in_english(clinic)
    await owner.sends("/products")
    owner.sees("Products of Kopi Sinabung", "No products yet.", buttons=["Add a product", "Home"])
    await owner.taps("Add a product")
    owner.sees(asks_of_product(1, "Product name", "of"), "Example: Ground arabica coffee")
    await owner.sends("Rp85.000")
    owner.sees("This looks like a price.", buttons=["It is the name", "Home"])
    await owner.sends("Ground coffee")
    owner.sees("Saved: Ground coffee.", asks_of_product(2, "Product group", "of"))
    await owner.taps("Coffee & spices")
    owner.sees("Coffee & spices. Which one?")
    await owner.taps("Coffee & tea")
    await owner.taps("Later")
    owner.sees("All right, story can follow later.", asks_of_product(4, "Photos", "of"))
    await owner.sends("later")
    owner.sees("We need this answer.")
    await owner.sends_photos(2, small=2)
    owner.sees("Photos received: 2 of 5.", "Photo 2 is too small")
    await owner.taps("Replace a photo")
    await owner.taps("Photo 2")
    owner.sees("Send one photo in place of photo 2")
    await owner.sends_photos(1)
    await owner.taps("Done")
    owner.sees("Saved: 2 photos.", asks_of_product(5, "HS code", "of"))
    await _numbers_and_choices(owner)
    await owner.taps("Send product")
    owner.sees(f"Product sent, 9 of {TOTAL_OF_PRODUCT} answered.", "Number: KE-2026-00001/1")
    await owner.taps("Home")
    owner.sees("Products sent: 1.", "Next step: wait for our message here.")
    await owner.sends("/products")
    owner.sees("1. Ground coffee: being checked")


async def _numbers_and_choices(owner: Talker) -> None:
    await owner.taps("I do not know, help me")
    owner.sees(asks_of_product(6, "Capacity", "of"))
    await owner.sends("a lot")
    owner.sees("Roughly will do.", "How much can you make?", "You may also leave it for later.")
    await owner.sends("50 kg/minggu")
    owner.sees("50 kg a week, about 217 kg a month. Is that correct?")
    await owner.taps("Only in season")
    owner.sees("Saved: 50 kg a week, about 217 kg a month, only in season.")
    await owner.sends("85rb")
    await owner.taps("1 pack")
    await owner.sends("250 g")
    owner.sees("Saved: Rp85.000 per pack 250 g.")
    await owner.sends("12 bulan")
    owner.sees("Saved: 12 months.", asks_of_product(9, "Papers you have", "of"))
    await owner.taps("None yet")
    await owner.taps("Done choosing")
    await owner.sends("germany")
    owner.sees("Chosen: Germany")
    await answers_last(owner, "Done choosing")
    owner.sees("Please check your product", "5. HS code: I do not know, help me")


async def test_other_rooms_speak_english_too(clinic: Clinic) -> None:
    owner = await in_english(clinic)
    await owner.sends("/mydata")
    owner.sees("Your data", "Mentoring: agreed, 19 Nov 2026.", "1 businesses")
    await owner.taps("See my data")
    owner.sees("Business name: Kopi Sinabung")
    await owner.sends("/home")
    await owner.taps("Manage people")
    owner.sees("People of Kopi Sinabung", "Anna Sembiring, owner")
    await owner.taps("Invite somebody")
    owner.sees("An invitation for one person")
    assert len(owner.copies("Copy invitation")) <= 256
    await owner.sends("When can I export?")
    owner.sees("Shall we send it to the office?", "Home: Kopi Sinabung")
    await owner.taps("Send to the office")
    owner.sees("Sent to the office.")
