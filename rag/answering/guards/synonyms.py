"""Words of one meaning, a group a line; the first stands for the others.

Only words that may replace each other in a report without changing what it says belong here. A
word in two groups counts for the first. Inflected forms need not be listed.
"""

from __future__ import annotations

__all__ = ["SYNONYMS"]

SYNONYMS = """
buy purchase acquire acquisition purchaser
begin start commence launch initiate onset
big large huge sizable sizeable
largest biggest greatest
larger bigger greater
approximately about roughly around circa
nearly almost practically
company firm corporation business enterprise
car automobile
end finish conclude complete
error mistake
help assist aid assistance
show demonstrate illustrate depict indicate
need require necessary requirement
get obtain receive
use utilize utilise usage employ
build construct construction
employee worker staff personnel workforce
plant factory
revenue sale turnover
film movie
child kid
doctor physician
lawyer attorney
create produce make production manufacture
choose select pick selection
allow permit permission let enable
forbid prohibit ban prohibition
increase rise grow growth climb raise jump surge soar
decrease fall decline drop reduce reduction cut shrink slip dip plunge tumble slump
say tell announce state remark
home house
city town
nation country
money fund cash
contract agreement deal accord pact
pay payment payable
die death dead
decide decision
approve approval
arrive arrival
depart departure
maker manufacturer
chief head leader lead
try attempt
happen occur
give provide supply deliver
keep retain
partner partnership collaborate collaboration
invest investment
expand expansion
expect expectation anticipate
commit commitment
locate situate
quick fast rapid swift
important significant crucial key vital
annual year yearly
month monthly
week weekly
day daily
live reside
shut close closure
halt stop cease
job employment
ask request
answer reply respond
speak talk
see view
hard difficult
hardly barely scarcely
dissolve soluble
persuade convince
seldom rarely
easy simple
sick ill
rich wealthy
old elderly ancient
serve service
refuse reject
whole entire total
main primary chief principal mainly primarily chiefly principally mostly largely
several various
person individual human
resident inhabitant citizen
kill murder
injure wound hurt
author writer
study research investigate
release publish issue
known name call term dub
founded establish
picture image photo photograph
award prize honour honor
fight battle
marry marriage wed
consider regard deem
believe think
destroy destruction ruin
explain explanation
describe description
lessee tenant
lessor landlord
store shop
price cost
many numerous
additional further extra
because due owing
however nevertheless nonetheless
although though
also additionally moreover furthermore
often frequently
usually generally typically normally
currently presently now
eventually ultimately finally
quickly rapidly swiftly
completely entirely wholly fully totally
particularly especially
specifically namely
approximate rough
sufficient enough adequate
change alter modify
consist comprise
join enter
likely probable probably
maintain preserve
notice observe
part portion section
problem issue difficulty
purpose aim goal objective
question query
reach attain achieve
reason cause
region area zone
remain stay
result outcome consequence
rule regulation
seem appear
send dispatch
separate divide split
size extent
space room
strange unusual odd
street road
student pupil
teacher instructor
tool instrument
travel journey trip
type kind sort
understand comprehend
war conflict
wide broad
labour labor
wrong incorrect
improve enhance
improvement enhancement
influence affect effect impact
introduce introduction
inform notify
meet encounter
permit licence license
property asset
protect protection safeguard
reveal disclose
save rescue
scientist researcher
search seek look
similar alike
test trial
damage harm
disease illness
drug medicine medication
opportunity chance
method approach technique
advantage benefit
accurate correct precise
afraid scared
famous renowned
baby infant
boat ship vessel
border boundary
centre center
colour color
defence defense
programme program
organise organize organisation organization
recognise recognize
near nearby
among amongst amid
toward towards
"""
