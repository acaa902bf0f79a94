import sys, json, datetime as dt
sys.path.insert(0,'.')
from actions.facts.model import Fact
from actions.answers.gate import Gate
import actions.answers.gate.choosing as C
from actions.answers.gate.model import Refusal
orig=C.settle
def settle(t):
    try:
        orig(t); print('      OK',t.anchor.fact.id,[(r.fact.id,v.name) for r,v in t.bound],[i.text for i in t.clause.items])
    except Refusal as r: raise
C.settle=settle
for l in open(sys.argv[1]):
    d=json.loads(l)
    if d['id'] in sys.argv[2:]:
        fs=[Fact.model_validate(f) for f in d['facts']]
        g=Gate(fs,d['question'],d['locale'],dt.date.fromisoformat(d['today']))
        r=g.judge(d['sentence']); print(d['id'],d['sentence'],r)
