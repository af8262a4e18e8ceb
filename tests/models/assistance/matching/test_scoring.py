"""How sure a match is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assistance.matching import Sign, chance, ranked, weigh
from models.assistance.matching.scoring import CONFIDENT, SHOWN, WEIGHTS

SIGNS = st.frozensets(st.sampled_from(Sign), max_size=8)
WEIGHT = st.floats(-20, 40)


def test_every_sign_has_its_weight():
    assert set(WEIGHTS) == set(Sign)


@given(WEIGHT, st.lists(WEIGHT, max_size=6))
def test_a_chance_is_a_chance_and_rivals_share_with_nobody(weight, rivals):
    every = [weight, *rivals]
    chances = [chance(likelihood, [*every[:n], *every[n + 1 :]]) for n, likelihood in enumerate(every)]
    assert all(0 <= each <= 1 for each in chances) and sum(chances) <= 1 + 1e-9


@given(WEIGHT, WEIGHT, st.lists(WEIGHT, max_size=4))
def test_more_speaks_for_it_more_likely_and_a_rival_never_helps(likelihood, more, rivals):
    low, high = sorted((likelihood, more))
    assert chance(low, rivals) <= chance(high, rivals) + 1e-12
    assert chance(low, [*rivals, more]) <= chance(low, rivals) + 1e-12


@given(SIGNS)
def test_the_signs_explain_the_score(found):
    listed = ranked(found)
    assert set(listed) == found and weigh(listed) == pytest.approx(weigh(found))
    against = [WEIGHTS[sign] < 0 for sign in listed]
    assert against == sorted(against)


def test_the_thresholds_mean_what_the_product_says():
    sure = {Sign.SAME_SIREN, Sign.SAME_NAME}
    assert chance(weigh(sure)) >= CONFIDENT
    assert chance(weigh(sure), [weigh(sure)]) < SHOWN
    sister = {Sign.OTHER_SIREN, Sign.LONGER_NAME, Sign.SAME_DOMAIN}
    assert chance(weigh(sister)) < SHOWN
    assert chance(weigh(set())) < SHOWN
