# The nineteen rules in Rego, as one would write them: numbers as JSON numbers, dates as
# texts, seven lookups of a beginning in one object.
package peers

import rego.v1

rates := data.law.rates[substring(input.declared_on, 0, 7)]

lines := count(input.items)

day := input.accepted_on

market := data.law.markets[input.market.id]

value := sum([worth |
	some item in input.items
	worth := to_number(item.total) * rates[item.currency]
])

binds contains n if some n in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

binds contains 10 if {
	day >= data.law.window.from
	day <= data.law.window.until
}

binds contains 11 if lines > 5

binds contains 12 if {
	lines > 5
	not input.transit
}

rule_of(list) := list + 2 if list < 11

rule_of(list) := 19 if list >= 11

valid(filing) if {
	filing.valid_from <= day
	filing.valid_until == "open"
}

valid(filing) if {
	filing.valid_from <= day
	filing.valid_until >= day
}

found contains 100000 if value > 150000 * rates.USD

found contains (rule_of(list) * 100000) + item.line_no if {
	some item in input.items
	some length in [4, 5, 6, 7, 8, 9, 10]
	some list in data.law.index[substring(item.hs_code, 0, length)]
	list in binds
}

found contains 1300000 if not valid(input.operator.commerce_filing)

found contains 1300000 if not valid(input.operator.customs_filing)

found contains 1400000 if input.operator.commerce_filing.market != input.market.id

found contains 1500000 + item.line_no if {
	some item in input.items
	item.identification.status != "confirmed"
}

found contains 1600000 if day < market.open_from

found contains 1700000 if input.declaring_customs != market.office

found contains 1800000 + item.line_no if {
	some item in input.items
	abs((to_number(item.quantity) * to_number(item.unit_price)) - to_number(item.total)) * rates[item.currency] > 0.10
}
