"""Utterances for judging the router.

Written after the weights were trained, and none of them trained on since. Look at the score, not
at the single mistakes: who mends these has to write new ones.
"""

HELD_OUT: dict[str, str] = {
    "orchestrator.study_plan": """
I need to be able to follow lectures on quantum mechanics by the autumn
stats module resit in 4 weeks, please help me plan
my economics exam got moved forward to next Friday
Design a course of study in ethics for someone with no background
learn Spanish grammar, 20 min every morning
I can spare Saturday mornings and want to understand accounting
how do I prepare for an oral exam in anatomy within ten days
Linear algebra, C student, final on 18 December, hoping for a B
where to begin if I want to do machine learning one day
help, organic chemistry final on Monday and I've skipped half the lectures
a sensible order for learning web technologies
I want to brush up my calculus before grad school starts
Ich muss in sechs Wochen die Prüfung in Thermodynamik schaffen
prépare-moi un planning de révision pour le bac de maths
ayúdame a estudiar microeconomía, tengo dos semanas
get me through the history final
""",
    "learning.explain": """
What is a confounding variable?
I don't get how recursion ends
how do vaccines train the immune system
explain the French Revolution as if I were ten
why is the mean pulled by outliers
what distinguishes an acid from a base
tell me about the Treaty of Versailles
how is a derivative different from a slope
what exactly is meant by opportunity cost
could you clarify what a pointer is
give me an intuitive explanation of variance
what's Hume's problem of induction
when does a reaction count as exothermic
how are proteins made from RNA
Erkläre mir die Photosynthese
à quoi sert une clé primaire
explícame la tercera ley de Newton
what are the phases of the cell cycle
""",
    "assessment.quiz": """
give me a quiz about thermodynamics
ask me three questions on Kant
I want to test myself in algebra
some practice questions on databases, please
could you quiz me?
let's practise integrals
how about a few hard problems on probability
five true-or-false questions on world history
I'd like to check my knowledge of the skeleton
one more exercise please
make a mock test for micro
drill me on irregular verbs
stell mir Fragen zur Genetik
fais-moi un QCM sur la cellule
hazme preguntas de química
""",
    "assessment.grade": """
these are my answers: A, B, B, D
can you grade my quiz
1a 2c 3c 4b
is my answer to the second question correct
check these answers for me
what score did I get
""",
    "wellness.check_in": """
I slept seven hours and feel fine
I feel burned out from all the coursework
energy 1, mood 2, stress 5
I haven't been able to sleep since the results came out
can't relax even on weekends
my eyes burn, I've been reading for nine hours
today I feel calm and rested
I'm exhausted after the exams
Ich bin müde und unkonzentriert
je suis stressé par les examens
estoy agotado
""",
    "schedule.plan_week": """
plan my week please
when can I fit in two hours of calculus
I have three assignments due by Friday, schedule them for me
which day is best for a long physics session
put genetics on Tuesday and Thursday evenings this week
distribute five hours of reading over the coming week
I'm busy Monday and Wednesday, organise the rest of my week
tell me when I should revise history
rearrange my week, I was ill on Tuesday
find time for statistics before the weekend
Wann soll ich diese Woche lernen
fais mon planning de la semaine
organiza mi semana de estudio
""",
    "motivation.encourage": """
I keep putting off my essay
I feel like a failure after this exam
I can't get started today
how do I stay focused for a whole hour
studying feels pointless right now
no motivation at all this week
I'm scared of failing the final
I always get distracted by my phone
I hate studying statistics and can't make myself do it
Ich habe keine Lust mehr
j'ai perdu toute motivation
no tengo ganas de hacer nada
""",
    "personalization.profile": """
how much progress have I made
what are my weak topics
how am I doing overall
which concepts do I still need to work on according to my results
what information do you store about me
am I improving in algebra
my statistics please
Wie gut kann ich Genetik
muéstrame mi perfil
""",
    "personalization.update": """
set my daily minutes to 50
remember that I'm free on Fridays now
I've moved to Lisbon, change my time zone
note that I already finished the genetics unit
change my goal to passing the exam
please remember I know basic algebra
update my profile, I'm advanced now
Merk dir bitte, dass ich sonntags nicht lerne
""",
    "personalization.next_best_action": """
I have 15 minutes, what's best
give me my next task
which topic is due for review
Was soll ich als Nächstes machen
""",
    "abilities": """
what is this for
""",
    "clarify": """
book a table for two
how do I fix a flat tire
call the doctor
what's the best phone under 300 euros
who won the Oscar for best actor
send an email to my landlord
play my favourite song
where's the nearest bakery
sell my car
what's the exchange rate of the pound
my printer is out of ink
write a love poem
add eggs to the shopping list
will you be my friend
cheapest way to fly to Tokyo
is it legal to park here
why is my dog limping
recommend a horror film
flibbertigibbet
I painted the fence green
reserve a tennis court
mein Auto springt nicht an
trouve-moi un restaurant italien
quiero comprar zapatos
""",
}
MULTIPLE: dict[str, tuple[str, ...]] = {
    "quiz me on genetics and tell me when to study": ("assessment.quiz", "schedule.plan_week"),
    "explain recursion and then quiz me on it": ("learning.explain", "assessment.quiz"),
    "I'm exhausted and I can't focus, motivate me": ("wellness.check_in", "motivation.encourage"),
    "make me a study plan for calculus and show me my progress": (
        "orchestrator.study_plan",
        "personalization.profile",
    ),
    "plan my week and explain the chain rule": ("schedule.plan_week", "learning.explain"),
    "grade my answers: 1a 2b, then give me three more questions on enzymes": (
        "assessment.grade",
        "assessment.quiz",
    ),
}
