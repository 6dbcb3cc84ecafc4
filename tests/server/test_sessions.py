"""Signing in and out (V6, V7, RS-19)."""

import base64
import time
from datetime import timedelta

import httpx

from tests.passwords import full_price
from tests.server.conftest import People
from tests.server.house import Clock, House, gather
from xzt.core.encoding import encode
from xzt.server.sessions import hash_password
from xzt.sync.protocol import messages as m


def log_in(house: House, person: str, password: str) -> httpx.Response:
    return house.http.post("/v1/login", content=encode(m.Login(person, password, "device-1")))


async def set_password(house: House, person: str, password: str) -> None:
    async with house.instance.database.transaction() as tx:
        await tx.execute("UPDATE person SET password = ? WHERE id = ?", hash_password(password), person)


def test_passwords_are_kept_as_argon2id_hashes() -> None:
    """RS-19: 19 MiB, two passes, a salt of its own."""
    with full_price():
        one, other = hash_password("sample"), hash_password("sample")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other


def test_five_failures_shut_the_door(house: House, clock: Clock) -> None:
    """V6.3.1: after five wrong passwords even the right one waits ten minutes, and the answer says how long."""
    assert [log_in(house, "jia-1", "wrong").status_code for _ in range(5)] == [401] * 5
    shut = log_in(house, "jia-1", "sample-jia-1")
    assert shut.status_code == 429
    assert shut.headers["Retry-After"] == "600"
    clock.pass_by(timedelta(minutes=9, seconds=59))
    assert log_in(house, "jia-1", "sample-jia-1").headers["Retry-After"] == "1"
    clock.pass_by(timedelta(seconds=1))
    assert log_in(house, "jia-1", "sample-jia-1").status_code == 200


def test_many_guesses_at_once_are_no_more_than_five(house: House) -> None:
    """V6.3.1: guesses in parallel do not slip past the count."""
    answers = gather(*[lambda: log_in(house, "jia-1", "wrong").status_code] * 12)
    assert sorted(answers) == [401] * 5 + [429] * 7


def test_success_forgets_failures(house: House) -> None:
    """Four slips and then the right password: the count begins anew."""
    for _ in range(2):
        assert [log_in(house, "jia-1", "wrong").status_code for _ in range(4)] == [401] * 4
        assert log_in(house, "jia-1", "sample-jia-1").status_code == 200


def test_unknown_person_looks_the_same(house: House) -> None:
    """V6.3.8: a name that does not exist gets the same answers, shut door included, and takes as long (of the processor)."""
    spent: dict[str, float] = {}
    answers = {}
    with full_price():
        house.run(set_password(house, "jia-1", "sample-jia-1"))
        for person in ("jia-1", "nobody"):
            log_in(house, "warm-up", "wrong")
            began = time.process_time()
            answers[person] = [log_in(house, person, "wrong") for _ in range(5)]
            spent[person] = time.process_time() - began
            answers[person].append(log_in(house, person, "wrong"))
    first, second = ([(answer.status_code, answer.content) for answer in answers[person]] for person in answers)
    assert first == second
    assert 0.5 < spent["jia-1"] / spent["nobody"] < 2


def test_logout_ends_the_session_at_once(house: House, people: People) -> None:
    """V7.4.1: the token is worth nothing from the moment of logging out; other sessions of the same person live on."""
    here, there = people["jia-1"], house.sign_in("jia-1", "device-2")
    here.send("POST", "/v1/logout", dict)
    assert here.http.get("/v1/pull").status_code == 401
    assert there.http.get("/v1/pull").status_code == 200
    there.close()


def test_session_expires(people: People, clock: Clock) -> None:
    """After twelve hours the password is asked for again."""
    clock.pass_by(timedelta(hours=11, minutes=59))
    assert people["jia-1"].http.get("/v1/pull").status_code == 200
    clock.pass_by(timedelta(hours=12))
    refused = people["jia-1"].http.get("/v1/pull")
    assert (refused.status_code, refused.json()["code"]) == (401, "session_missing")


def test_person_who_left_is_out_at_once(house: House, people: People) -> None:
    """V7.4.2: a person who is no longer in the directory has no session any more."""
    actor = people["jia-1"]

    async def leave() -> None:
        async with house.instance.database.transaction() as tx:
            await tx.execute("DELETE FROM person WHERE id = 'jia-1'")

    house.run(leave())
    assert actor.http.get("/v1/pull").status_code == 401


def test_tokens_are_long_new_and_not_kept(house: House, people: People) -> None:
    """V7.2.3, V7.2.4: 256 random bits, another at every login; the database holds a digest only."""
    tokens = {people[person].token for person in ("jia-1", "jia-2")} | {people["jia-1"].token}
    again = house.sign_in("jia-1")
    tokens.add(again.token)
    again.close()
    assert len(tokens) == 3
    assert all(len(token.partition(".")[2]) >= 43 for token in tokens)
    kept = {digest for (digest,) in house.rows(tuple[str], "SELECT digest FROM session")}
    assert not kept & {part for token in tokens for part in (token, token.partition(".")[2])}


def test_forged_tokens_open_nothing(house: House, people: People) -> None:
    """Only the whole token counts, in its own unit, under its own scheme."""
    token = people["jia-1"].token
    secret = token.partition(".")[2]
    for header in (
        f"Bearer cs.{secret}",
        f"Bearer {secret}",
        f"Bearer {token}x",
        f"Basic {token}",
        token,
        "Bearer",
        f"Bearer {'a' * 5000}",
    ):
        assert house.http.get("/v1/pull", headers={"Authorization": header}).status_code == 401


def test_enrolling_twice_is_once(house: House, people: People) -> None:
    """The same key gets the same certificate; the directory shows it and its version moves once."""
    actor = people["jia-1"]
    before = actor.pull().directory
    body = encode(m.Enrol(base64.b64encode(actor.key.public.spki).decode()))
    assert actor.send("POST", "/v1/enrol", m.Enrolled, body).certificate == actor.certificate
    assert actor.pull().directory == before
    directory = actor.send("GET", "/v1/directory", m.DirectoryAnswer).directory
    person = directory.person("jia-1")
    assert person is not None
    assert person.certificate == actor.certificate
    assert directory.version == before
    assert directory.sample


def test_a_key_must_be_one(people: People) -> None:
    """RS-13: what is no SM2 key is refused, not stored."""
    for key in ("", "AAAA", "签名", "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE" + "A" * 86 + "=="):
        answer = people["jia-1"].http.post("/v1/enrol", content=encode(m.Enrol(key)))
        assert (answer.status_code, answer.json()["code"]) == (422, "key_malformed")
