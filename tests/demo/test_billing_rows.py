"""The books balance: every customer's bills, payments and states agree with each other."""

from tests.demo.conftest import Company

PAID, FAILED, REFUNDED = 20, 30, 50


def test_lines_of_every_invoice_add_up_to_its_total(company: Company) -> None:
    wrong = company.ask(
        company.billing,
        """
        SELECT i.inv_nbr FROM inv AS i
        WHERE i.tot_amt <> (SELECT sum(l.amt) FROM inv_ln AS l WHERE l.inv_no = i.inv_no)
           OR i.tax_amt <> coalesce((SELECT sum(l.amt) FROM inv_ln AS l WHERE l.inv_no = i.inv_no AND l.ln_cd = 'T'), 0)
        """,
    )

    assert wrong == []


def test_streaming_carries_vat_at_home_and_newspapers_are_zero_rated(company: Company) -> None:
    rates = company.ask(
        company.billing,
        """
        SELECT p.prd_cd, min(round(100.0 * i.tax_amt / (i.tot_amt - i.tax_amt), 1)), max(i.tax_amt)
        FROM inv AS i, acct AS a, inv_ln AS l, pln AS p
        WHERE a.acct_no = i.acct_no AND a.ctry_cd = 826 AND i.tot_amt > 400
          AND l.inv_no = i.inv_no AND l.pos = 1 AND p.pln_cd = l.pln_cd
        GROUP BY p.prd_cd
        """,
    )

    by_product = {product: (rate, most) for product, rate, most in rates}
    assert 19.5 <= by_product["S"][0] <= 20.5
    assert by_product["N"] == (0.0, 0)


def test_a_paid_invoice_was_collected_and_a_failed_one_was_not(company: Company) -> None:
    wrong = company.ask(
        company.billing,
        """
        SELECT i.inv_nbr, i.st_cd FROM inv AS i
        WHERE (i.st_cd = 20) <> EXISTS (SELECT 1 FROM pmt AS p WHERE p.inv_no = i.inv_no AND p.st_cd = 'S')
           OR (i.st_cd = 50) <> EXISTS (SELECT 1 FROM pmt AS p WHERE p.inv_no = i.inv_no AND p.st_cd = 'R')
        """,
    )

    assert wrong == []


def test_few_invoices_were_collected_twice_and_none_three_times(company: Company) -> None:
    query = "SELECT count(*) FROM pmt WHERE st_cd = 'S' GROUP BY inv_no HAVING count(*) > 1"
    times = [count for (count,) in company.ask(company.billing, query)]

    assert 5 <= len(times) <= 15
    assert set(times) == {2}


def test_some_trials_were_charged_before_their_end(company: Company) -> None:
    ((charged,),) = company.ask(
        company.billing,
        """
        SELECT count(DISTINCT i.sub_no) FROM inv AS i, sub_event AS e, pmt AS p
        WHERE e.sub_no = i.sub_no AND e.ev_cd = 'TR' AND p.inv_no = i.inv_no AND p.st_cd = 'S' AND p.att_ts < e.thru_ts
        """,
    )

    assert 2 <= charged <= 30


def test_payments_fail_for_every_reason_and_are_tried_again(company: Company) -> None:
    answers = company.ask(company.billing, "SELECT DISTINCT rsn_cd FROM pmt WHERE st_cd = 'F'")
    ((recovered,),) = company.ask(
        company.billing,
        "SELECT count(DISTINCT f.inv_no) FROM pmt AS f, pmt AS s "
        "WHERE f.st_cd = 'F' AND s.inv_no = f.inv_no AND s.st_cd = 'S' AND s.att_ts > f.att_ts",
    )

    assert {answer for (answer,) in answers} == {"05", "51", "54", "65", "91"}
    assert recovered > 300


def test_planned_retries_lie_ahead_and_belong_to_unpaid_invoices(company: Company) -> None:
    planned = company.ask(
        company.billing,
        "SELECT i.st_cd, date(p.rtry_ts, 'unixepoch') FROM pmt AS p, inv AS i "
        "WHERE i.inv_no = p.inv_no AND p.rtry_ts IS NOT NULL",
    )

    assert len(planned) > 10
    assert {state for state, _ in planned} == {FAILED}
    assert min(day for _, day in planned) > company.today.isoformat()


def test_invoice_numbers_rise_with_time(company: Company) -> None:
    issued = company.ask(company.billing, "SELECT iss_ts FROM inv ORDER BY inv_no")

    assert issued == sorted(issued)


def test_nothing_has_happened_after_the_start_of_today(company: Company) -> None:
    latest = company.ask(
        company.billing,
        "SELECT max(ts) FROM (SELECT max(iss_ts) AS ts FROM inv UNION SELECT max(att_ts) FROM pmt "
        "UNION SELECT max(ev_ts) FROM sub_event UNION SELECT max(crt_ts) FROM acct)",
    )

    ((midnight,),) = company.ask(
        company.billing, "SELECT CAST(strftime('%s', ?) AS INTEGER)", company.today.isoformat()
    )
    assert latest[0][0] < midnight


def test_mail_goes_nowhere_and_every_customer_has_one_address(company: Company) -> None:
    addresses = [address for (address,) in company.ask(company.billing, "SELECT em_addr FROM acct")]

    assert len(set(addresses)) == len(addresses)
    assert {address.split("@")[1] for address in addresses} == {"example.com", "example.org"}


def test_plan_upgrades_credit_the_old_plan_and_charge_the_new_one(company: Company) -> None:
    bills = company.ask(
        company.billing,
        "SELECT min(amt), max(amt), count(*) FROM inv_ln WHERE ln_cd = 'R' GROUP BY inv_no",
    )

    assert len(bills) > 20
    assert all(count == 2 and credit <= 0 < charge and charge > -credit for credit, charge, count in bills)
