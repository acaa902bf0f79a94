import sys
sys.path.insert(0,'.')
from tests.actions.gate import library as L
from actions.answers.gate import Gate
import actions.answers.gate.choosing as C
from actions.answers.gate.model import Refusal
orig=C.settle
def settle(t):
    try:
        orig(t); print('      OK',t.anchor.fact.id,[ (r.fact.id,v.name) for r,v in t.bound],[i.text for i in t.clause.items])
    except Refusal as r:
        print('      ',t.anchor.fact.id,'|',r.code,r.reason); raise
C.settle=settle
for c in L.sentences("true")+L.sentences("lies"):
    if c.id in sys.argv[1:]:
        for f in L.facts(c.world): print('  ',f.id,f.kind,{k:str(getattr(v,'value',v)) for k,v in f.fields.items()})
        g=Gate(L.facts(c.world),c.question,c.locale,L.today(c.world)); d=g.judge(c.sentence)
        print(c.id,L.today(c.world),'|',c.question,'|',c.sentence,'|',d.code,d.reason)
        print([(i.text,i.kind[0],','.join(sorted(i.entry.strict)),','.join(sorted(i.entry.ops))) for i in g.scanner.scan(c.sentence)])
