"""Utterances for judging the router. None of them is trained on; they follow no template."""

HELD_OUT: dict[str, str] = {
    "orchestrator.study_plan": """
Help me study machine learning
uni starts in october and my maths is rusty, can we work out how to get through calculus until then
so my prof just announced the stats final for the 17th and i'm starting at zero
I'd like a sensible route through organic chemistry, about four hours a week
need something structured for genetics, i always lose the thread
Going for the AWS certification in spring, databases and networking are my gaps
i've got nine days for microeconomics. realistic?
Could you lay out what to cover each day before my anatomy practical?
exam on 12 December, one hour a day, not on Sundays, I already know calculus
I'm a nurse and want to understand statistics properly, evenings only
linear algebra please, i have until february
physics 1 retake. 3 weeks. pls
what order would you tackle operating systems in if you only had weekends
We begin thermodynamics next term and I want a head start
my daughter needs to catch up in algebra before march
aim: 80 % in macro. available: 5 h/week
Bring me up to speed in web development
I know zero about accounting but the course ends in a month
machine learning
bio exam tmrw, 5 minutes a day lol
get organised for three finals: psych, philosophy, history
ich schreibe in zehn tagen eine klausur in statistik
J'aimerais maîtriser l'algèbre linéaire d'ici mars
tengo que aprobar contabilidad en enero
how many weeks would data structures take me at 40 minutes daily
""",
    "learning.explain": """
what on earth is a p-value
I keep mixing up mitosis and meiosis
why does a bigger sample make the interval narrower
can someone make sense of lagrange multipliers for me
in what way does a mutex differ from a semaphore
Break down the Krebs cycle so a twelve year old would follow
what is meant by elasticity of demand
bayes theorem but in everyday language
I read about entropy three times and still have no clue what it is
how come the derivative of sin is cos
give me a picture for what eigenvectors do
describe how TCP sets up a connection
who was Kant and what did he argue
what's gradient descent
tell me the story behind the fall of the Berlin wall
was ist eine Ableitung
c'est quoi une base de données relationnelle
¿qué es la fotosíntesis?
example of a normal form violation in sql please
is covariance just unscaled correlation
what are enzymes for
""",
    "assessment.quiz": """
quiz me on genetics
hit me with ten tricky questions about the cold war
I think I've got derivatives down, put me to the test
some exercises for stoichiometry would be good
ready for a round of flashcards on anatomy
can we do five multiple choice on supply and demand
let me try a few problems in mechanics
see what I still remember of python
throw a hard one at me, topic recursion
I'd rather practise than read: give me linear algebra tasks
mock exam for psychology please
check whether I'm ready for the networks test by asking me things
next question
frag mich bitte zu den Grundlagen der Genetik
fais-moi un petit test de statistiques
un cuestionario corto de cálculo
make the questions harder
vocabulary drill for spanish
could you examine me orally about philosophy of mind
""",
    "assessment.grade": """
here's what I answered: b, b, c, a
please mark these: 1. A 2. D 3. C
were my solutions ok?
for the first one I'd say C and for the second A
did I pass that quiz
1b 2a 3d 4c
can you look over my answers and tell me which are wrong
I picked option D in question two, right or wrong?
how many points did I get
""",
    "wellness.check_in": """
slept maybe four hours, feeling foggy
today's mood 2, stress 5
I'm running on empty this week
been at the desk since seven and my head is spinning
honestly I feel pretty good today, well rested
can't switch off at night because of finals
I cried over homework again, it's all too much
want to log how I'm doing: energy 3, sleep 7h
my shoulders hurt and I'm so tired of everything being due at once
bin heute völlig erschöpft
je dors mal depuis une semaine
estoy muy estresada con los exámenes
is it bad that I studied eleven hours yesterday
daily check-in: ok, slept 8 hours
I feel anxious all the time lately
""",
    "schedule.plan_week": """
plan my week
where in my week could chemistry go
I've got an essay, a lab report and two chapters of bio for this week, arrange them
what days make sense for maths if I work Tuesdays
make me a timetable till Sunday
can you slot 3 hours of python in before Friday
put my study sessions in the mornings this week
how do I distribute six hours of physics over the next few days
tell me when to study tomorrow
what does Thursday look like for me
I need a weekly overview of study times
wann habe ich diese Woche Zeit für Chemie
organise ma semaine s'il te plaît
organízame la semana
shift everything from Wednesday to the weekend
90 minutes of history and two hours of french, spread them over this week
""",
    "motivation.encourage": """
I just can't get myself to open the book
give me a reason to keep going
tell me it's worth it
I got a 4 on the test and want to throw it all away
everything distracts me, my phone mostly
how do people stay disciplined for months
I'm so behind that there is no point
need a kick in the butt
I feel stupid next to my classmates
ugh. don't wanna.
any trick against putting things off until the night before?
my motivation is gone since the holidays
scared of the oral exam
ich kann mich nicht aufraffen
je n'arrive pas à m'y mettre
me cuesta mucho empezar a estudiar
i always start and never finish anything
""",
    "personalization.profile": """
how am I doing in calculus
what have you got stored about me
show me where I'm weak
have I improved since last week?
give me an overview of what I've mastered
how many minutes did I study this month
which concepts should I be worried about
what's my current level
let me see my stats
was weißt du über mich
où j'en suis dans mes révisions ?
¿cuánto he avanzado?
what percentage of biology do I know by now
""",
    "personalization.update": """
remember that I already know trigonometry
please save that I prefer mornings
my daily time is 40 minutes from now on
change my level to advanced
I no longer have Fridays free, note that down
put down statistics as something I've mastered
update my settings: half an hour per day
you have my level wrong, I'm a beginner
keep in mind I never study on Sundays
merk dir, dass ich samstags arbeite
""",
    "personalization.next_best_action": """
I've got a quarter of an hour, what's the most useful thing
what now?
ok done with that, what comes next
which topic should I pick up today
so what do I do first
tell me one thing to do before dinner
what should I study right now
anything due for review today?
was mache ich als nächstes
""",
    "greeting": """
hey there
Good evening!
hola
hello hello
bonjour
""",
    "thanks": """
thank you so much!
awesome, that helped
thx
merci beaucoup
ok bye
""",
    "abilities": """
what can you do for me
so who am I talking to
what kind of things can I ask here
how does this thing work
are you a real person?
which subjects do you cover
""",
    "clarify": """
book me a flight to Lisbon
what's the weather like in Oslo
order two pizzas with extra cheese
turn the volume down
who won the champions league final
is the pharmacy round the corner open
text Marta that I'm late
how much is a Tesla
I need a plumber today
find a nice restaurant near the cathedral
translate good morning into Korean
set the timer to twelve minutes
what's 30 dollars in yen
my cat refuses to eat
play the new album by that band
which shoes go with a blue suit
recommend a series on netflix
when does the next bus leave
cancel my gym membership
write a birthday card for my aunt
does this coupon still work
what's the capital gains tax in Texas
call an uber
I want to sell my old bike
tell me a joke
how do I get wine out of a carpet
reserve a table for four at eight
what happened in the news today
fix the dishwasher
qwerty asdf zxcv
blue seven window
my flight got delayed, what are my rights
transfer 50 euros to Jan
are there parking spots downtown
lose five kilos in two weeks
remind me to water the plants
how tall is the Eiffel tower
who should I vote for
plan a trip to Japan
schedule an appointment with the dentist
what's a good name for a puppy
mach das Licht aus
quel est le prix de l'essence
dónde puedo comprar un paraguas
I had soup for lunch
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
