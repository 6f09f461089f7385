/** Generated from openrpc.json by node/setup/types.js: change the skills, not this. */

export type QuizId = string
export type Topic = string
export type ItemId = string
export type Kind = 'mcq' | 'cloze' | 'short'
export type Prompt = string
export type Options = string[] | null
export type Concept = string | null
export type Source = Source1 | DocumentSource
export type Pack = string
export type Title = string
export type Chapter = string
export type DocumentId = string
export type Title1 = string
export type Page = number
export type Start = number | null
export type End = number | null
export type Quote = string | null
export type Note = string | null
export type FromModel = boolean
export type Items = QuizItem[]
export type Note1 = string
export type Purpose = string
export type Model = string
export type Kinds = ('core' | 'learner' | 'documents' | 'wellness')[]
export type InputTokens = number
export type OutputTokens = number
export type Cached = boolean
export type Failed = string | null
export type Sent = Sent1[]
export type Items1 = QuizItem[]
export type Degraded = string[]
export type ItemId1 = string
export type Answer = string | number | null
export type QuizId1 = string
export type Right = number
export type Of = number
export type Percent = number
export type ItemId2 = string
export type Correct = boolean
export type Given = string | null
export type Expected = string
export type Why = string
export type Concept1 = string
export type Title2 = string
export type Source2 = Source1 | DocumentSource
export type Verdict = 'unsure' | null
export type FromModel1 = boolean
export type Items2 = GradedItem[]
export type Unanswered = string[]
export type Concept2 = string
export type Title3 = string
export type Before = number
export type After = number
export type N = number
export type Interval = number[]
export type Mastery = MasteryMove[]
export type AlsoMoved = number
export type CountedBefore = boolean
export type Note2 = string
export type DocumentId1 = string
export type Title4 = string
export type CardId = string
export type Kind1 = 'basic' | 'cloze'
export type Front = string
export type Back = string
export type Cards = Card[]
export type Dropped = number
export type Note3 = string
export type Filename = string
export type Text = string
export type Cards1 = number
export type Note4 = string
export type Concept3 = string
export type Title5 = string | null
export type Minutes = number
/**
 * The day it is learnt
 */
export type Date = string | null
export type End1 = string
export type Kind2 = string
export type Concept4 = string | null
export type Date1 = string
export type Concepts = string[]
export type Text1 = string
export type DocumentId2 = string
export type Title6 = string
export type Kind3 = 'pdf' | 'text' | 'markdown'
export type Language = string
export type Pages = number
export type Page1 = number
export type Status1 = 'ok' | 'empty' | 'error'
export type Note5 = string | null
export type Status = PageState[]
export type Chunks = number
export type Outcome = 'added' | 'unchanged' | 'updated'
export type IndexedPages = number
export type Note6 = string
export type DocumentId3 = string
export type Title7 = string
export type Name = string
export type Kind4 = 'pdf' | 'text' | 'markdown'
export type Language1 = string
export type Pages1 = number
export type SizeBytes = number
export type Added1 = string
export type Documents1 = Listed[]
export type DocumentId4 = string
export type Title8 = string
export type Name1 = string
export type Kind5 = 'pdf' | 'text' | 'markdown'
export type Language2 = string
export type Pages2 = number
export type SizeBytes1 = number
export type Added2 = string
export type Status2 = PageState[]
export type Chunks1 = number
export type Title9 = string
export type Level = number
export type Page2 = number
export type Sections = SectionTitle[]
export type DocumentId5 = string
export type Page3 = number
export type Pages3 = number
export type Status3 = 'ok' | 'empty' | 'error'
export type Note7 = string | null
export type Text2 = string
export type DocumentId6 = string
export type Title10 = string
export type Deleted = true
export type RemovedQuizzes = number
export type RemovedCards = number
export type Note8 = string
export type DocumentId7 = string
export type Title11 = string
export type Language3 = string
export type Pages4 = number
export type Words = number
export type MinutesToRead = number
export type MinutesToLearn = number
export type FleschEase = number | null
export type Grade1 = number | null
export type Band = string | null
export type Source3 = string | null
export type WhyNone = string | null
export type Title12 = string
export type Level2 = number
export type FirstPage = number
export type LastPage = number
export type Words1 = number
export type Minutes1 = number
export type Structure = OutlineSection[]
export type Concept5 = string
export type Title13 = string
export type FirstPage1 = number
export type LastPage1 = number
export type Minutes2 = number
export type Prerequisites = string[]
export type Parts = PartShown[]
export type Term1 = string
export type Page4 = number
export type Definition = string | null
export type DocumentId8 = string
export type Page5 = number
export type Start1 = number
export type End2 = number
export type Quote1 = string
export type KeyTerms = Term[]
export type Concept6 = string
export type Title14 = string
export type Mentions = number
export type Page6 = number
export type Coverage = CoveredConcept[]
export type Concept7 = string
export type Title15 = string
export type NeededBy = string[]
export type Mentions1 = number
export type Text3 = string
export type MissingPrerequisites = MissingPrerequisite[]
export type UnreadPages = PageState[]
export type Note9 = string
export type P = number
export type N1 = number
/**
 * @minItems 2
 * @maxItems 2
 */
export type Interval1 = [number, number]
export type Topic1 = string
export type Coverage1 = 'pack' | 'documents' | 'generic'
export type Concept8 = string
export type Title16 = string
export type WhyNow = string
export type Prerequisites1 = string[]
export type Minutes3 = number
export type Objectives = string[]
export type Title17 = string
export type Locator = string
export type Resources = Resource[]
export type Weight = number
export type Kind6 = 'learn' | 'refresher'
export type Citations = Citation[] | null
export type Path = PathStep[]
export type Concept9 = string
export type Title18 = string
export type Reason = 'known' | 'budget' | 'excluded'
export type Why1 = string
export type Minutes4 = number
export type LeftOut = LeftOut1[]
export type Cut = string[]
export type Minutes5 = number
export type NeededMinutes = number
export type Fits = boolean
export type Alternatives = string[]
export type Id = string
export type Text4 = string
export type Default = string
export type Questions = Question[]
export type Note10 = string
export type Sent2 = Sent1[]
export type Reworded = string[]
export type Degraded1 = string[]
export type Concept10 = string
export type Title19 = string
export type Level3 = 'novice' | 'student' | 'expert'
export type Text5 = string
export type Example = string
export type Pitfall = string
export type Objectives1 = string[]
export type Concept11 = string
export type Title20 = string
export type Prerequisites2 = Neighbour[]
export type Next = Neighbour[]
export type Coverage2 = 'pack' | 'documents' | 'generic'
export type Reading = Resource[]
export type Sent3 = Sent1[]
export type Text6 = string | null
export type Example1 = string | null
export type Degraded2 = string[]
export type Found = boolean
export type Text7 = string
export type FromMaterial = boolean
export type Citations1 = Citation[]
export type Answer1 = CitedSentence[]
export type DocumentId9 = string
export type Title21 = string
export type Page7 = number
export type Start2 = number
export type End3 = number
export type Section = string[]
export type Text8 = string
export type Score1 = number
export type Passages = FoundPassage[]
export type Note11 = string
export type Sent4 = Sent1[]
export type CoreAnswer = CitedSentence[] | null
export type Degraded3 = string[]
export type DocumentId10 = string
export type Title22 = string
export type Length = 'short' | 'medium' | 'long'
export type Text9 = string
export type Sentences = CitedSentence[]
export type Note12 = string
export type Sent5 = Sent1[]
export type CoreSentences = CitedSentence[] | null
export type Degraded4 = string[]
export type DocumentId11 = string
export type Title23 = string
export type Terms = Term[]
export type Note13 = string
export type Id1 = string
export type Title24 = string
export type About = string
export type Field = string
export type Stage = string
export type Concepts1 = number
export type Minutes6 = number
export type Topics1 = Topic2[]
export type Level4 = 0 | 1 | 2 | 3
export type Name2 = 'none' | 'distress' | 'serious' | 'danger'
export type Family = string | null
export type Language4 = string
export type Message = string | null
export type Country = string | null
export type Name3 = string
export type Number = string | null
export type Text10 = string | null
export type Chat = string | null
export type Hours = string
export type Url = string
export type Source4 = string
export type Reviewed = string
export type Helplines = HelplineOut[]
export type Emergency = string | null
export type AiDisclosure = string
export type TextVersion = string
export type Reviewed1 = string
export type Summary1 = string
export type Name4 = string
export type Value = string
export type Why2 = string
export type Signals = Signal[]
export type CapMinutesPerDay = number
export type Why3 = string
export type Score2 = number
export type Band1 = 'good' | 'low' | 'very_low'
export type Change = number | null
export type ChangedReliably = boolean | null
export type Text11 = string
export type Source5 = string
export type Name5 = 'mood' | 'energy' | 'sleep_hours' | 'stress' | 'study_minutes' | 'who5'
export type Now = number
export type Usual = number
export type Change1 = number
export type N2 = number
export type Trend = Trend1[]
export type Text12 = string
export type Because = string
export type Source6 = string
export type Advice = Advice1[]
export type CheckIns = number
export type CapMinutesPerDay1 = number
export type MinutesPerDay = number
export type Why4 = string
export type Name6 = string
export type Text13 = string
export type Factor = number
export type Source7 = string
export type Evidence = Evidence1[]
export type At = string
export type Mood = number | null
export type Energy = number | null
export type SleepHours = number | null
export type Stress = number | null
export type StudyMinutes = number | null
export type Who51 = number | null
export type CheckIns1 = PastCheckIn[]
export type Trend2 = Trend1[]
export type Kept = string
export type Deleted1 = number
export type Start3 = string
export type End4 = string
export type Kind7 = 'learn' | 'practice' | 'review' | 'break'
export type Concept12 = string | null
export type Concept13 = string
export type Title25 = string
export type Objectives2 = string[]
export type If = string
export type Then = string
export type BlockStart = string
export type If1 = string
export type Then1 = string
export type BlockStart1 = string | null
export type IfThen = IfThen1[]
export type Text14 = string
export type Minutes7 = number
export type Claim = string
export type Reference = string
export type Limits = string
export type Reviewed2 = string
export type AnswersRight = number | null
export type AnswersTotal = number | null
export type Minutes8 = number | null
export type BlocksKept = number | null
export type BlocksPlanned = number | null
export type Text15 = string
export type Name7 = 'answers' | 'blocks_kept' | 'minutes' | 'days' | 'habit'
export type Value1 = number
export type Text16 = string
export type Source9 = string
export type Facts = Fact[]
export type Name8 = 'smaller step' | 'if-then plan' | 'self-test' | 'fixed time'
export type Text17 = string
export type Guard = number
export type Sent6 = Sent1[]
export type Text18 = string | null
export type Degraded5 = string[]
export type Goal = string
export type Name9 = 'what' | 'how_much' | 'by_when' | 'evidence' | 'effort'
export type Found1 = string | null
export type Slots = GoalSlot[]
export type Complete = boolean
export type Slot = 'what' | 'how_much' | 'by_when' | 'evidence' | 'effort'
export type Text19 = string
export type Text20 = string
export type Stored = number
export type MinutesLast7Days = number
export type DaysLast7Days = number
export type StreakDays = number
export type HabitStrength = number
export type Text21 = string
/**
 * @maxItems 500
 */
export type Path1 = PathStep1[]
export type Tz = string | null
/**
 * @maxItems 5000
 */
export type Blocks = StudyBlock[]
export type First = string
export type Last = string
export type Timezone = string
export type Date2 = string
export type Planned = number
export type Studied = number
export type Minutes9 = MinutesOfDay[]
export type Date3 = string
export type Kept1 = number
export type Missed = number
export type Sessions = SessionsOfDay[]
export type Concept14 = string
export type Title26 = string
export type At1 = string
export type P1 = number
export type N3 = number
export type Interval2 = number[]
export type Points = MasteryPoint[]
export type Mastery1 = MasteryCourse[]
export type MasterySince = string | null
export type Date4 = string
export type Due = number
export type Done = number
export type Reviews = ReviewsOfDay[]
export type Date5 = string
export type Mood1 = number | null
export type Energy1 = number | null
export type SleepHours1 = number | null
export type Stress1 = number | null
export type Who52 = number | null
export type CheckIns2 = CheckInPoint[]
export type Minutes10 = number
export type Planned1 = number
export type DaysStudied = number
export type Kept2 = number
export type Missed1 = number
export type ReviewsDone = number
export type ReviewsDue = number
export type Text22 = string
/**
 * @maxItems 500
 */
export type Path2 = PathStep1[]
export type First1 = string
export type Last1 = string
export type Timezone1 = string
export type Planned2 = number
export type Kept3 = number
export type Studied1 = number
export type Date6 = string
export type Planned3 = number
export type Kept4 = number
export type Studied2 = number
export type Days = DayOfReview[]
export type Concept15 = string
export type Title27 = string
export type Change2 = number
export type Direction = 'up' | 'down'
export type IsClear = boolean
export type Concepts2 = ConceptMove[]
export type Start4 = string
export type Kind8 = 'learn' | 'practice' | 'review'
export type Concept16 = string | null
export type Title28 = string
export type Minutes11 = number
export type Slipped = Slipped1[]
export type Kind9 = 'log' | 'time' | 'weekday' | 'minutes' | 'review' | 'concept' | 'rest' | 'keep'
export type Text23 = string
export type Because1 = string
export type ChangeWith = string | null
export type Text24 = string
export type Deleted2 = number
export type Field1 = string
export type Confidence = 'stated' | 'measured' | 'default'
export type N4 = number
export type Interval3 = number[] | null
export type Kind10 = string
export type Seq = number | null
export type At2 = string | null
export type Text25 = string
export type Evidence2 = Evidence3[]
export type Changed = string | null
export type ChangeWith1 = string
export type ForgetWith = string
export type Note14 = string | null
export type Fields = ProfileField[]
export type Concept17 = string
export type Title29 = string
export type Evidence4 = Evidence3[]
export type Recall = number | null
export type Due1 = string | null
export type Changed1 = string | null
export type ChangeWith2 = string
export type ForgetWith1 = string
export type Concepts3 = KnownConcept[]
export type Answers = number
export type NotUsed = string
export type ForgetAllWith = string
export type DocumentId12 = string
export type Title30 = string
export type Pages5 = number
export type Added3 = string
export type ForgetWith2 = string
export type Documents2 = OwnDocument[]
export type Agent = string
export type What = string
export type Why5 = string
export type Records = number
export type First2 = string | null
export type Last2 = string | null
export type ForgetWith3 = string
export type Kept5 = KeptRecords[]
export type EraseAllWith = string
export type Formats =
  | []
  | ['text' | 'video' | 'audio' | 'exercises' | 'worked examples']
  | [
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples'
    ]
  | [
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples'
    ]
  | [
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples'
    ]
  | [
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples',
      'text' | 'video' | 'audio' | 'exercises' | 'worked examples'
    ]
  | null
export type BlockMinutes = number | null
export type Field2 = string
export type Changed2 = Changed3[]
export type NotRecognised = string[]
export type Text26 = string
export type Documents3 = boolean
export type Wellness = boolean
export type Text27 = string
export type Forgotten = string[]
export type Records1 = number
export type Text28 = string
export type Learner = string
export type MadeAt = string
export type Events = unknown[]
export type DocumentId13 = string
export type Title31 = string
export type Kind11 = string
export type Language5 = string
export type SizeBytes2 = number
export type Added4 = string
export type Pages6 = number
export type Documents5 = ExportedDocument[]
export type Records2 = number
export type Note15 = string
export type DocumentId14 = string
export type Title32 = string
export type Page8 = number
export type Status4 = string
export type Text29 = string
export type Pages7 = ExportedPage[]
export type NextPage = number | null
export type Records3 = number
export type Documents6 = number
export type Runs = number
export type Text30 = string
export type Field3 = string
export type Source10 = string
export type Used = Used1[]
export type Level5 = ('beginner' | 'intermediate' | 'advanced') | null
export type Known = string[]
export type MinutesPerDay1 = number | null
export type DaysOff = ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[]
export type Timezone2 = string | null
export type Goals = string[]
export type Ratio = number
export type N5 = number
export type Interval4 = number[]
export type Kind12 = 'learn' | 'practise' | 'review' | 'rest'
export type Concept18 = string | null
export type Title33 = string
export type Text31 = string
export type Minutes12 = number
export type Gain = number
export type GainPerMinute = number
export type Because2 = string
export type Actions = Action[]
export type StudiedTodayMinutes = number
export type Note16 = string
/**
 * A concept to plan. Give `minutes` in all, or learning and practice apart.
 */
export type PlanTask = (
  | {
      minutes: number
    }
  | {
      learn_minutes: number
    }
  | {
      practice_minutes: number
    }
) & {
  concept: Concept19
  title?: Title34
  minutes?: Minutes13
  learn_minutes?: LearnMinutes
  practice_minutes?: PracticeMinutes
  prerequisites?: Prerequisites3
  weight?: Weight1
  learned_on?: LearnedOn
  due?: Due2
}
export type Concept19 = string
export type Title34 = string | null
export type Minutes13 = number | null
export type LearnMinutes = number | null
export type PracticeMinutes = number | null
/**
 * @maxItems 50
 */
export type Prerequisites3 = string[]
export type Weight1 = number
export type LearnedOn = string | null
export type Due2 = string | null
export type Concept20 = string
export type Title35 = string | null
export type Minutes14 = number
export type Prerequisites4 = string[]
export type Weight2 = number
export type Start5 = string | number
export type End5 = string | number
export type Days1 =
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ...(('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number)[]
    ]
  | null
export type Start6 = string
export type End6 = string
export type Title36 = string
export type Start7 = string
export type End7 = string
export type Kind13 = 'learn' | 'practice' | 'review' | 'break'
export type Concept21 = string | null
export type Because3 = string
export type Tz1 = string
export type Blocks1 = ScheduledBlock[]
export type Feasible = boolean
export type SlackMinutes = number
export type Concept22 = string
export type Title37 = string
export type Minutes15 = number
export type Unplaced = TaskMinutes[]
export type Kind14 = 'no_study_time' | 'not_enough_time' | 'due' | 'reviews' | 'cap'
export type Text32 = string
export type Minutes16 = number | null
export type Conflicts = ConflictOut[]
export type Kind15 = 'allow_day' | 'more_minutes' | 'study_hours' | 'later_deadline' | 'drop_concepts'
export type Text33 = string
export type Relaxations = RelaxationOut[]
export type Date7 = string
export type Minutes17 = number
export type DueForecast = DayMinutesOut[]
export type Concept23 = string
export type Kind16 = 'learn' | 'practice' | 'review' | 'break'
export type Was = string
export type To = string | null
export type Because4 = string
export type Moves = MoveOut[]
export type Line = number
export type Text34 = string
export type CalendarProblems = CalendarProblem[]
export type Field4 = string
export type Why6 = string
export type ChangeWith3 = string
export type Assumptions = Assumption[]
export type By = string | null
export type Concept24 = string
export type Title38 = string | null
export type Minutes18 = number
export type Prerequisites5 = string[]
export type Weight3 = number
export type Objectives3 = string[]
/**
 * @maxItems 500
 */
export type Path3 = StepOfPlan[]
export type Tz2 = string
/**
 * @maxItems 5000
 */
export type Blocks2 = ScheduledBlock[]
export type Start8 = string | null
export type Deadline = string | null
export type HorizonDays = number
export type Timezone3 = string | null
export type MinutesPerDay2 = number | null
export type MinutesPerWeekendDay = number | null
export type MinutesPerWeek = number | null
export type DailyCapMinutes = number
export type StudyTimes = StudyTime[] | null
export type DaysOff1 =
  | []
  | [('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number]
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
    ]
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
    ]
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
    ]
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
    ]
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
    ]
  | [
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
      ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
    ]
  | null
export type DatesOff = string[] | null
export type CapMinutesPerDay2 = number
export type Field5 = string
export type Used2 = UsedOfLearner[]
export type Now1 = string | null
export type Concept25 = string
export type Title39 = string
export type Kind17 = 'learn' | 'practice' | 'review' | 'break'
export type From = string
export type To1 = string | null
export type Because5 = string
export type Moved = MovedOut[]
export type Kind18 =
  | 'past'
  | 'deadline'
  | 'day_off'
  | 'busy'
  | 'asleep'
  | 'order'
  | 'review'
  | 'day'
  | 'week'
  | 'due'
  | 'no_room'
export type Text35 = string
export type Start9 = string
export type End8 = string
export type Nearest = Place[]
export type Conflicts1 = MoveConflict[]
export type IsFewest = boolean
export type Text36 = string
export type Date8 = string
export type Timezone4 = string
export type Start10 = string
export type End9 = string
export type Kind19 = 'learn' | 'practice' | 'review' | 'break'
export type Concept26 = string | null
export type Title40 = string
export type Minutes19 = number
export type Because6 = string
export type State = 'done' | 'now' | 'ahead' | 'missed' | 'break'
export type Blocks3 = BlockToday[]
export type Concept27 = string
export type Title41 = string
export type Due3 = string
export type Recall2 = number
export type Minutes20 = number
export type InPlan = boolean
export type Why7 = string
export type Reviews1 = DueReview[]
export type Kind20 = 'learn' | 'practice' | 'review' | 'rest' | 'plan'
export type Text37 = string
export type Minutes21 = number
export type Concept28 = string | null
export type BlockStart2 = string | null
export type Because7 = string
export type Planned4 = number
export type Studied3 = number
export type Left = number
export type Minutes22 = number
export type Why8 = string
export type First3 = string
export type Last3 = string
export type PlannedMinutes = number
export type StudiedMinutes = number
export type LeftMinutes = number
export type BlocksLeft = number
export type Date9 = string
export type Planned5 = number
export type Studied4 = number
export type Days2 = DayOfWeek[]
export type Text38 = string
export type Title42 = string
export type Minutes23 = number | null
export type Due4 = string | null
export type Tz3 = string
export type Blocks4 = ScheduledBlock[]
export type Feasible1 = boolean
export type SlackMinutes1 = number
export type Unplaced1 = TaskMinutes[]
export type Conflicts2 = ConflictOut[]
export type Relaxations1 = RelaxationOut[]
export type DueForecast1 = DayMinutesOut[]
export type Moves1 = MoveOut[]
export type CalendarProblems1 = CalendarProblem[]
export type Assumptions1 = Assumption[]
export type Start11 = string
export type Tasks = TaskMinutes[]
export type Date10 = string
export type Minutes24 = number
export type Text39 = string
export type Days3 = DayOfWeekPlan[]
export type Coverage3 = 'tasks' | 'pack' | 'generic'
export type Summary2 = string
export type RunId = string | null
export type Statement = string
export type Concept29 = string
export type Title43 = string
export type Path4 = NamedStep[]
export type Tz4 = string
export type Blocks5 = ScheduledBlock[]
export type Ics = string
export type Filename1 = string
export type Events1 = number
export type RunId1 = string
export type Engine = 'core' | 'core+llm'
export type Coverage4 = 'pack' | 'documents' | 'generic'
export type Degraded6 = string[]
export type Status5 = 'ok' | 'skipped' | 'failed' | 'late'
export type Ms = number
export type Field6 = string
export type Why9 = string
export type ChangeWith4 = string
export type Assumptions2 = Assumption1[]
export type Id2 = string
export type Text40 = string
export type Questions1 = Question1[]
export type Statement1 = string
export type Measure = string
export type By1 = string | null
export type Concept30 = string
export type Title44 = string
export type WhyNow1 = string
export type Prerequisites6 = string[]
export type P2 = number
export type N6 = number
/**
 * @minItems 2
 * @maxItems 2
 */
export type Interval5 = [number, number]
export type Minutes25 = number
export type Objectives4 = string[]
export type Title45 = string
export type Locator1 = string
export type Resources1 = Resource1[]
export type Weight4 = number
export type Path5 = Step[]
export type Tz5 = string
export type Start12 = string
export type End10 = string
export type Kind21 = 'learn' | 'practice' | 'review' | 'break'
export type Concept31 = string | null
export type Because8 = string
export type Blocks6 = Block[]
export type Feasible2 = boolean
export type SlackMinutes2 = number
export type Kind22 = string
export type Text41 = string
export type Minutes26 = number | null
export type Conflicts3 = Conflict[]
export type Kind23 = string
export type Text42 = string
export type Relaxations2 = Relaxation[]
export type ItemId3 = string
export type Kind24 = string
export type Prompt1 = string
export type Options1 = string[] | null
export type Concept32 = string | null
export type Placement = PlacementItem[]
export type Date11 = string
export type Concepts4 = string[]
export type Text43 = string
export type Checkpoints = Checkpoint1[]
export type Date12 = string
export type Minutes27 = number
export type DueForecast2 = DueMinutes[]
export type CapMinutesPerDay3 = number
export type Why10 = string
export type If2 = string
export type Then2 = string
export type BlockStart3 = string
export type IfThen2 = IfThen3[]
export type Text44 = string
export type Minutes28 = number
export type Field7 = string
export type Source11 = string
export type Used3 = Used4[]
export type Question2 = string
export type By2 = string
export type Text45 = string
export type Options2 = Option[]
export type Because9 = string
export type Priority = 'safety' | 'wellness_cap' | 'deadline' | 'learning_gain' | 'wish'
export type Decisions = Decision[]
export type Note17 = string
export type Concept33 = string
export type Title46 = string
export type Reason1 = string
export type Why11 = string
export type Minutes29 = number
export type LeftOut2 = LeftOut3[]
export type Seed = number
export type Now2 = string
export type InputHash = string
export type Order = string[]
export type Sent7 = Sent1[]
export type RunId2 = string
export type Engine1 = 'core'
export type Message1 = string
export type Helplines1 = {
  [k: string]: unknown
}[]
export type Plan1 = null
export type Degraded7 = string[]
export type RunId3 = string
export type Engine2 = 'core'
export type Message2 = string
export type Questions2 = Question1[]
export type Plan2 = null
export type Degraded8 = string[]
export type RunId4 = string
export type Engine3 = 'core' | 'core+llm'
export type ThreadId = string | null
export type Reply = string
export type Skill = string
export type Confidence1 = number
export type By3 = string
export type Routed = Routed1[]
export type Questions3 = Question1[]
export type Helplines2 = {
  [k: string]: unknown
}[]
export type Degraded9 = string[]
export type Sent8 = Sent1[]
export type CoreReply = string | null

export interface Skills {
  /**
   * Questions on a topic or on concepts, about 3 in 4 of which you should get right.
   */
  'assessment.quiz': {
    params: {
      /**
       * A subject or concept in your words
       */
      topic?: string | null
      /**
       * References such as calculus/limits, or names of concepts
       */
      concepts?: string[] | null
      count?: number
      level?: ('beginner' | 'novice' | 'intermediate' | 'student' | 'advanced' | 'expert') | null
      document_id?: string | null
    }
    result: Quiz
  }
  /**
   * The few questions whose answers tell most about all of the concepts.
   */
  'assessment.placement': {
    params: {
      /**
       * References such as calculus/limits, or names of concepts
       */
      concepts?: string[] | null
      /**
       * A subject or concept in your words
       */
      topic?: string | null
      count?: number
      level?: ('beginner' | 'novice' | 'intermediate' | 'student' | 'advanced' | 'expert') | null
      document_id?: string | null
    }
    result: Quiz1
  }
  /**
   * Grade the answers to a quiz and move mastery by them, once.
   */
  'assessment.grade': {
    params: {
      answers?: GivenAnswer[] | null
      quiz_id?: string | null
      /**
       * As `answers`, in the order of the quiz's items
       */
      answers_in_order?: string[] | null
    }
    result: Grade
  }
  /**
   * Cards to learn a document by: its terms with their definitions, and sentences with a gap.
   */
  'assessment.cards': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
      count?: number
    }
    result: Deck
  }
  /**
   * The cards of a document as a text file that Anki imports; made now if there are none yet.
   */
  'assessment.export_cards': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
      count?: number | null
    }
    result: ExportedCards
  }
  /**
   * Days on which to test what was learnt until then, and what follows from the result.
   */
  'assessment.checkpoints': {
    params: {
      /**
       * @maxItems 200
       */
      path: PlannedConcept[]
      by?: string | null
      start?: string | null
      blocks?: PlannedBlock[] | null
    }
    result: Checkpoint[]
  }
  /**
   * Read a PDF, text or Markdown file into your library, so that it can be asked.
   */
  'document.add': {
    params: {
      /**
       * A file below an allowed folder
       */
      path: string
      /**
       * The file's own name, where it differs
       */
      name?: string | null
      title?: string | null
      /**
       * Opens an encrypted PDF; it is not kept
       */
      password?: string | null
    }
    result: Added
  }
  /**
   * All your documents, in the order you added them.
   */
  'document.list': {
    params: {}
    result: Documents
  }
  /**
   * One document: how each of its pages was read, and its headings.
   */
  'document.get': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
    }
    result: Shown
  }
  /**
   * The text of one page: characters `start` to `end` of it are what a citation quotes.
   */
  'document.page': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
      /**
       * Counted from 1
       */
      page: number
    }
    result: PageText
  }
  /**
   * Delete a document with its text and its index.
   */
  'document.delete': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
    }
    result: Removed
  }
  /**
   * What a document holds: sections, key terms with their definitions, how hard it reads.
   */
  'document.analyze': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
    }
    result: Analysis
  }
  /**
   * An ordered path to a subject: what to learn when, why, and in how many minutes.
   */
  'learning.path': {
    params: {
      topic?: string | null
      known?: string[] | null
      level?: ('beginner' | 'novice' | 'intermediate' | 'student' | 'advanced' | 'expert') | null
      /**
       * Minutes there are for the whole path
       */
      minutes_budget?: number | null
      mastery?: {
        [k: string]: MasteryNow | number
      } | null
      exclude?: string[] | null
      document_id?: string | null
    }
    result: LearningPath
  }
  /**
   * The path for a subject that no topic pack covers: steps that hold for any subject.
   */
  'learning.generic_path': {
    params: {
      /**
       * A subject or concept in your words, or its reference such as calculus/limits
       */
      topic: string
      /**
       * Minutes there are for the whole path
       */
      minutes_budget?: number | null
    }
    result: LearningPath1
  }
  /**
   * Explain a concept or subject at a level, with an example, a pitfall and what comes next.
   */
  'learning.explain': {
    params: {
      concept?: string | null
      topic?: string | null
      /**
       * beginner (novice), intermediate (student) or advanced (expert)
       */
      level?: 'beginner' | 'novice' | 'intermediate' | 'student' | 'advanced' | 'expert'
    }
    result: Explanation
  }
  /**
   * Answer a question from your own documents, each sentence with its page and quote.
   */
  'learning.ask': {
    params: {
      /**
       * A question to your own material
       */
      question: string
      /**
       * Look in these only; else in all
       */
      document_ids?: [string, ...string[]] | null
      /**
       * Most sentences of an answer
       */
      limit?: number
    }
    result: MaterialAnswer
  }
  /**
   * Sum up a document in at most 3, 8 or 20 of its own sentences, each with its page.
   */
  'learning.summarize': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
      length?: 'short' | 'medium' | 'long'
    }
    result: Summary
  }
  /**
   * List the key terms of a document, with the sentences that define them.
   */
  'learning.glossary': {
    params: {
      /**
       * As `document.add` gave it
       */
      document_id: string
      limit?: number
    }
    result: Glossary
  }
  /**
   * All subjects that a topic pack covers, with their size.
   */
  'learning.topics': {
    params: {}
    result: Topics
  }
  /**
   * Hear whether a text speaks of danger to a person, and give help if it does.
   */
  'wellness.guard': {
    params: {
      /**
       * What the person wrote
       */
      text: string
      /**
       * ISO 3166 code, such as IE
       */
      country?: string | null
    }
    result: GuardResult
  }
  /**
   * Take a check-in, say what its numbers show, and set today's cap.
   */
  'wellness.check_in': {
    params: {
      /**
       * 1 very low to 5 very good
       */
      mood?: number | null
      /**
       * 1 none to 5 plenty
       */
      energy?: number | null
      /**
       * Last night
       */
      sleep_hours?: number | null
      /**
       * 1 none to 5 very high
       */
      stress?: number | null
      /**
       * Today
       */
      study_minutes?: number | null
      /**
       * Answers to the five WHO-5 items, 0 to 5
       */
      who5?: [number, number, number, number, number] | null
      /**
       * Read, never stored
       */
      note?: string | null
      /**
       * ISO 3166 code, such as IE
       */
      country?: string | null
    }
    result: CheckInResult
  }
  /**
   * Work out how many minutes of study a day are reasonable, with every reason.
   */
  'wellness.daily_cap': {
    params: {
      requested_minutes_per_day?: number | null
      available_minutes?: number | null
      days_to_deadline?: number | null
    }
    result: Cap
  }
  /**
   * Show every check-in that is kept, and how the measures move.
   */
  'wellness.history': {
    params: {
      limit?: number
    }
    result: History
  }
  /**
   * Delete all wellness data of this learner.
   */
  'wellness.forget': {
    params: {}
    result: WellnessForgotten
  }
  /**
   * Bind if-then plans to the next blocks of a schedule, each with a backup.
   */
  'motivation.if_then': {
    params: {
      /**
       * @maxItems 5000
       */
      blocks: StudyBlock[]
      path?: PathStep1[] | null
      /**
       * What tends to get in the way
       */
      obstacle?: string | null
      /**
       * Where you study, such as “at my desk”
       */
      place?: string | null
      count?: number
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
    }
    result: IfThenPlans
  }
  /**
   * Find a beginning of at most 10 minutes for a concept, out of its first objective.
   */
  'motivation.first_step': {
    params: {
      title: string
      objectives?:
        | []
        | [string]
        | [string, string]
        | [string, string, string]
        | [string, string, string, string]
        | [string, string, string, string, string]
        | [string, string, string, string, string, string]
        | [string, string, string, string, string, string, string]
        | [string, string, string, string, string, string, string, string]
        | [string, string, string, string, string, string, string, string, string]
        | [string, string, string, string, string, string, string, string, string, string]
        | [string, string, string, string, string, string, string, string, string, string, string]
        | [string, string, string, string, string, string, string, string, string, string, string, string]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string,
            string
          ]
        | null
    }
    result: SmallStep1
  }
  /**
   * Say what your own numbers show, and one small thing to do next.
   */
  'motivation.encourage': {
    params: {
      topic?: string | null
      mood?: number | null
      message?: string | null
      facts?: GivenFacts | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
    }
    result: Encouragement
  }
  /**
   * Look whether a goal says what, how much, by when and how it will show; ask for what lacks.
   */
  'motivation.goal_check': {
    params: {
      goal: string
    }
    result: GoalCheck
  }
  /**
   * Note minutes studied, and see the last seven days with them.
   */
  'motivation.log_session': {
    params: {
      minutes: number
      concept?: string | null
      /**
       * Whether a planned block was kept
       */
      kept?: boolean | null
      /**
       * The local date; today where not given
       */
      day?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
    }
    result: SessionLog
  }
  /**
   * Show how the last days went, as series to plot: minutes, sessions, mastery, reviews.
   */
  'motivation.progress': {
    params: {
      days?: number
      plan?: PlanKept | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      /**
       * As if it were this instant
       */
      now?: string | null
    }
    result: Progress
  }
  /**
   * Look back on a week: planned and kept minutes, what rose and fell, what slipped.
   */
  'motivation.week_review': {
    params: {
      plan?: PlanKept1 | null
      /**
       * A day of the week to look at
       */
      week_start?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      /**
       * As if it were this instant
       */
      now?: string | null
    }
    result: WeekReview
  }
  /**
   * Delete all sessions that were logged.
   */
  'motivation.forget': {
    params: {}
    result: MotivationForgotten
  }
  /**
   * Everything that is known of you: its value, what it rests on, how to change or delete it.
   */
  'personalization.profile': {
    params: {}
    result: Profile
  }
  /**
   * Say something about yourself that plans are to keep to; it takes the place of what was said.
   */
  'personalization.update': {
    params: {
      level?: ('beginner' | 'novice' | 'intermediate' | 'student' | 'advanced' | 'expert') | null
      minutes_per_day?: number | null
      days_off?:
        | []
        | ['monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday']
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | null
      known?: string[] | null
      goals?: string[] | null
      /**
       * IANA name
       */
      timezone?: string | null
      preferences?: Preferences | null
    }
    result: Update
  }
  /**
   * Say what of yours may be sent to a language model; at first, nothing.
   */
  'personalization.share': {
    params: {
      /**
       * Text of your documents
       */
      documents?: boolean | null
      /**
       * What you say of how you are
       */
      wellness?: boolean | null
    }
    result: Sharing
  }
  /**
   * Delete what is known of you: one field, your mastery with all answers, or everything.
   */
  'personalization.forget': {
    params: {
      field?:
        | 'level'
        | 'minutes_per_day'
        | 'days_off'
        | 'known'
        | 'goals'
        | 'timezone'
        | 'preferences'
        | 'share'
        | 'mastery'
        | 'documents'
        | 'everything'
    }
    result: PersonalizationForgotten
  }
  /**
   * Give out everything that is kept about you here, by agent, as it is kept.
   */
  'personalization.export': {
    params: {}
    result: Export
  }
  /**
   * Give out the text of a document of yours; long ones in several answers, by `next_page`.
   */
  'personalization.export_document': {
    params: {
      document_id: string
      /**
       * The first page to give
       */
      first?: number
    }
    result: DocumentText
  }
  /**
   * Delete everything that is kept about you here: records, documents, conversations, runs.
   */
  'personalization.erase': {
    params: {}
    result: Erased
  }
  /**
   * What is known of you that a plan should use, each with where it came from.
   */
  'personalization.recall': {
    params: {
      concepts?: string[] | null
    }
    result: Recall1
  }
  /**
   * What to do next, in one list: learn, practise, review or rest, by expected gain per minute.
   */
  'personalization.next_best_action': {
    params: {
      topic?: string | null
      /**
       * Minutes you have
       */
      minutes?: number | null
    }
    result: NextActions
  }
  /**
   * Place concepts on real days, in order of their prerequisites, with breaks and reviews.
   */
  'schedule.plan': {
    params: {
      tasks?: PlanTask[] | null
      path?: PathStep2[] | null
      deadline?: string | null
      horizon_days?: number
      start?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      /**
       * Study minutes a day
       */
      minutes_per_day?: number | null
      /**
       * Study minutes a day
       */
      minutes_per_weekend_day?: number | null
      minutes_per_week?: number | null
      daily_cap_minutes?: number
      study_times?: StudyTime[] | null
      days_off?:
        | []
        | [('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | null
      dates_off?: string[] | null
      busy?: BusyTime[] | null
      /**
       * Your calendar, as the text of an .ics
       */
      busy_ics?: string | null
      reviews?: boolean
      drop?: string[] | null
      previous?: ScheduledBlock[] | null
      frozen_until?: string | null
    }
    result: ScheduleSchedule
  }
  /**
   * Put a block of a study plan to another time, with the fewest other blocks moved.
   */
  'schedule.move': {
    params: {
      plan: PlanOfLearner
      block_start: string
      to: string
      /**
       * As if it were this instant
       */
      now?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      busy?: BusyTime[] | null
    }
    result: PlanMove
  }
  /**
   * Tell what a day holds: the plan's blocks, reviews that are due, the cap, what to do next.
   */
  'schedule.today': {
    params: {
      plan?: PlanOfLearner1 | null
      /**
       * As if it were this instant
       */
      now?: string | null
      /**
       * Minutes you have just now
       */
      minutes?: number | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
    }
    result: Today
  }
  /**
   * Plan the next seven days out of a list of tasks, or for a topic.
   */
  'schedule.plan_week': {
    params: {
      tasks?: WeekTask[] | null
      topic?: string | null
      /**
       * Study minutes a day
       */
      minutes_per_day?: number | null
      days_off?:
        | []
        | [('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | [
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number,
            ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday') | number
          ]
        | null
      dates_off?:
        | []
        | [string]
        | [string, string]
        | [string, string, string]
        | [string, string, string, string]
        | [string, string, string, string, string]
        | [string, string, string, string, string, string]
        | [string, string, string, string, string, string, string]
        | null
      start?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      study_times?: StudyTime[] | null
      busy?: BusyTime[] | null
      /**
       * Your calendar, as the text of an .ics
       */
      busy_ics?: string | null
      daily_cap_minutes?: number
    }
    result: WeekSchedule
  }
  /**
   * Give a study plan, or its blocks, as an .ics file for any calendar program.
   */
  'schedule.calendar': {
    params: {
      plan?: PlannedStudy | null
      blocks?: ScheduledBlock[] | null
      run_id?: string | null
      name?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      titles?: {
        [k: string]: string
      } | null
      sequence?: number
      alarm_minutes?: number | null
    }
    result: CalendarFile
  }
  /**
   * Make a study plan out of a few words, with all six agents.
   */
  'orchestrator.study_plan': {
    params: {
      /**
       * What you want, in your own words
       */
      user_input: string
      /**
       * The subject, if not in the text
       */
      topic?: string | null
      /**
       * A date counts to its end
       */
      deadline?: string | null
      minutes_per_day?: number | null
      days_off?:
        | []
        | ['monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday']
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | [
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
            'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
          ]
        | null
      level?: ('beginner' | 'intermediate' | 'advanced') | null
      /**
       * Subjects or concepts you know already
       */
      known?: string[] | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      /**
       * ISO 3166 code, for helplines
       */
      country?: string | null
      /**
       * The first day of study
       */
      start?: string | null
      /**
       * Plan as if it were this instant; the answer can then be repeated exactly
       */
      now?: string | null
      /**
       * Fixes every random choice
       */
      seed?: number | null
      /**
       * Run these only; the guard always runs
       */
      agents?:
        ('learning' | 'assessment' | 'wellness' | 'schedule' | 'motivation' | 'personalization')[] | null
      /**
       * A document of yours, as `document.add` gave it
       */
      document_id?: string | null
    }
    result: StudyPlan | Help | AskBack
  }
  /**
   * Answer free text: find the skills it is meant for, ask them, and say what they found.
   */
  'orchestrator.chat': {
    params: {
      /**
       * What you want, in your own words
       */
      user_input: string
      /**
       * The subject, if not in the text
       */
      topic?: string | null
      /**
       * IANA name, such as Europe/Berlin
       */
      timezone?: string | null
      /**
       * ISO 3166 code, for helplines
       */
      country?: string | null
      /**
       * Plan as if it were this instant; the answer can then be repeated exactly
       */
      now?: string | null
      /**
       * Fixes every random choice
       */
      seed?: number | null
      /**
       * A document of yours, as `document.add` gave it
       */
      document_id?: string | null
    }
    result: ChatReply
  }
  /**
   * Go on with a run that was accepted before, or give its result again.
   */
  'orchestrator.resume': {
    params: {
      run_id: string
    }
    result: StudyPlan | Help | AskBack | ChatReply1
  }
}
/**
 * Questions to answer; give the answers to `grade` with `quiz_id`.
 *
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface Quiz {
  quiz_id: QuizId
  topic: Topic
  items: Items
  note: Note1
  enrichment?: AddedQuestions | null
  degraded?: Degraded
  minItems?: 0
}
/**
 * A question without its key. `concept` is left out where it would give the answer away.
 *
 * `from_model`: a model worded it; its answer was checked against the topic pack's text.
 */
export interface QuizItem {
  item_id: ItemId
  kind: Kind
  prompt: Prompt
  options?: Options
  concept?: Concept
  source: Source
  from_model?: FromModel
}
/**
 * The chapter of the topic pack that an item belongs to.
 */
export interface Source1 {
  pack: Pack
  title: Title
  chapter: Chapter
}
/**
 * The page of the learner's own document that an item was made of.
 *
 * `start`, `end` and `quote` are the sentence's, and told with the key only. `note` says that the
 * document has changed since, or is gone.
 */
export interface DocumentSource {
  document_id: DocumentId
  title: Title1
  page: Page
  start?: Start
  end?: End
  quote?: Quote
  note?: Note
}
/**
 * Questions of a model beside the quiz's own; `grade` takes answers to them as well.
 *
 * Left unanswered, they do not count.
 */
export interface AddedQuestions {
  sent: Sent
  items: Items1
  minItems?: 0
}
/**
 * One call of a model: what for, to which, how much, and of what kinds; never the text.
 *
 * `tokens` are the model's own count, 0 where it did not say; `cached`: it was answered from what
 * is known, so nothing left the process. `failed` says why nothing came of it.
 */
export interface Sent1 {
  purpose: Purpose
  model: Model
  kinds: Kinds
  input_tokens: InputTokens
  output_tokens: OutputTokens
  cached?: Cached
  failed?: Failed
}
/**
 * Questions to answer; give the answers to `grade` with `quiz_id`.
 *
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface Quiz1 {
  quiz_id: QuizId
  topic: Topic
  items: Items
  note: Note1
  enrichment?: AddedQuestions | null
  degraded?: Degraded
  minItems?: 0
}
/**
 * An answer: the text of an option, its letter or its place from 1; or free text.
 */
export interface GivenAnswer {
  item_id: ItemId1
  answer: Answer
}
/**
 * The result of a quiz.
 *
 * `mastery` lists the concepts that were asked about and counted; `also_moved` is how many
 * related ones moved with them. Items graded before are judged again, but do not count twice.
 */
export interface Grade {
  quiz_id: QuizId1
  score: Score
  items: Items2
  unanswered: Unanswered
  mastery: Mastery
  also_moved: AlsoMoved
  counted_before: CountedBefore
  note: Note2
  minItems?: 0
}
/**
 * `percent` of all items, whole; those without an answer count as not right.
 */
export interface Score {
  right: Right
  of: Of
  percent: Percent
}
/**
 * An item with its key. `given` is what was understood of the answer, None without one.
 *
 * `verdict` is there where it cannot be told whether a free answer is right: compare it with
 * `expected`; it does not count.
 */
export interface GradedItem {
  item_id: ItemId2
  correct: Correct
  given: Given
  expected: Expected
  why: Why
  concept: Concept1
  title: Title2
  source: Source2
  verdict?: Verdict
  from_model?: FromModel1
}
/**
 * Mastery of a concept before and after; `n` answers are about it.
 */
export interface MasteryMove {
  concept: Concept2
  title: Title3
  before: Before
  after: After
  n: N
  interval: Interval
}
/**
 * The cards made of a document; `dropped` are those whose sentence is not in it any more.
 */
export interface Deck {
  document_id: DocumentId1
  title: Title4
  cards: Cards
  dropped: Dropped
  note: Note3
}
/**
 * A card to learn by: a question and its answer, or a sentence with a gap.
 */
export interface Card {
  card_id: CardId
  kind: Kind1
  front: Front
  back: Back
  source: DocumentSource
}
/**
 * A text file that Anki imports as it is: File > Import.
 */
export interface ExportedCards {
  filename: Filename
  text: Text
  cards: Cards1
  note: Note4
}
/**
 * A step of a path; what else it holds is passed over.
 */
export interface PlannedConcept {
  concept: Concept3
  title?: Title5
  minutes?: Minutes
  date?: Date
}
/**
 * A block of a schedule; what else it holds is passed over.
 */
export interface PlannedBlock {
  end: End1
  kind: Kind2
  concept?: Concept4
}
/**
 * A day on which to look whether it holds, what is asked about, and what follows from it.
 */
export interface Checkpoint {
  date: Date1
  concepts: Concepts
  text: Text1
}
/**
 * A document that can be asked now.
 *
 * `pages` counts its pages, `chunks` its passages. `outcome`: `unchanged` if this content was
 * there already, `updated` if it takes the place of an earlier version under the same name; then
 * only `indexed_pages` pages were indexed anew.
 */
export interface Added {
  document_id: DocumentId2
  title: Title6
  kind: Kind3
  language: Language
  pages: Pages
  status: Status
  chunks: Chunks
  outcome: Outcome
  indexed_pages: IndexedPages
  note: Note6
}
/**
 * How reading a page went; `note` says why it is not `ok`.
 */
export interface PageState {
  page: Page1
  status: Status1
  note?: Note5
}
/**
 * All documents, in the order they were added.
 */
export interface Documents {
  documents: Documents1
}
/**
 * A document in a few words; `minutes` of silent reading are told by `analyze`.
 */
export interface Listed {
  document_id: DocumentId3
  title: Title7
  name: Name
  kind: Kind4
  language: Language1
  pages: Pages1
  size_bytes: SizeBytes
  added: Added1
}
/**
 * A document with how each page was read, and its headings.
 */
export interface Shown {
  document_id: DocumentId4
  title: Title8
  name: Name1
  kind: Kind5
  language: Language2
  pages: Pages2
  size_bytes: SizeBytes1
  added: Added2
  status: Status2
  chunks: Chunks1
  sections: Sections
}
/**
 * A heading; `level` 1 is the outermost.
 */
export interface SectionTitle {
  title: Title9
  level: Level
  page: Page2
}
/**
 * One page as it was read, of `pages`. `start` and `end` of a citation count the characters
 * (Unicode code points) of its `text`; it is "" where `status` is not `ok`, and `note` says why.
 */
export interface PageText {
  document_id: DocumentId5
  page: Page3
  pages: Pages3
  status: Status3
  note?: Note7
  text: Text2
}
/**
 * What was deleted, with what was made from it.
 */
export interface Removed {
  document_id: DocumentId6
  title: Title10
  deleted?: Deleted
  removed_quizzes: RemovedQuizzes
  removed_cards: RemovedCards
  note: Note8
}
/**
 * What a document holds; `minutes_to_learn` are those to read, take notes and recall.
 */
export interface Analysis {
  document_id: DocumentId7
  title: Title11
  language: Language3
  pages: Pages4
  words: Words
  minutes_to_read: MinutesToRead
  minutes_to_learn: MinutesToLearn
  reading_level: Level1
  structure: Structure
  parts: Parts
  key_terms: KeyTerms
  coverage: Coverage
  missing_prerequisites: MissingPrerequisites
  unread_pages: UnreadPages
  note: Note9
}
/**
 * How hard it reads, by the formula in `source`; None with the reason in `why_none`.
 */
export interface Level1 {
  flesch_ease: FleschEase
  grade: Grade1
  band: Band
  source: Source3
  why_none: WhyNone
}
/**
 * A section with all that stands below it; `minutes` of silent reading.
 */
export interface OutlineSection {
  title: Title12
  level: Level2
  first_page: FirstPage
  last_page: LastPage
  words: Words1
  minutes: Minutes1
}
/**
 * A part as a study plan takes it: a section, what it needs, and minutes to learn it.
 */
export interface PartShown {
  concept: Concept5
  title: Title13
  first_page: FirstPage1
  last_page: LastPage1
  minutes: Minutes2
  prerequisites: Prerequisites
}
/**
 * A key term; `definition` is the sentence that defines it, if one does.
 */
export interface Term {
  term: Term1
  page: Page4
  definition: Definition
  citation: Citation | null
}
/**
 * Where a quote stands: characters `start` to `end` (exclusive) of the text of a page.
 */
export interface Citation {
  document_id: DocumentId8
  page: Page5
  start: Start1
  end: End2
  quote: Quote1
}
/**
 * A concept of a topic pack that the document treats.
 */
export interface CoveredConcept {
  concept: Concept6
  title: Title14
  mentions: Mentions
  page: Page6
}
/**
 * What concepts of the document rest on and it does not treat.
 */
export interface MissingPrerequisite {
  concept: Concept7
  title: Title15
  needed_by: NeededBy
  mentions: Mentions1
  text: Text3
}
/**
 * Mastery of a concept, 0–1: `n` answers are about it; `interval` holds it with 90 %.
 */
export interface MasteryNow {
  p: P
  n?: N1
  interval?: Interval1
}
/**
 * A path, in learning order.
 *
 * `minutes` is the sum of its steps, `needed_minutes` what the whole subject would take; `cut`
 * are the titles left out for lack of time, `alternatives` other subjects that may be meant.
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface LearningPath {
  topic: Topic1
  coverage: Coverage1
  path: Path
  left_out: LeftOut
  cut: Cut
  minutes: Minutes5
  needed_minutes: NeededMinutes
  fits: Fits
  alternatives: Alternatives
  questions: Questions
  note: Note10
  enrichment?: RewordedPath | null
  degraded?: Degraded1
}
/**
 * One concept of a path.
 *
 * `prerequisites` are the concepts of this path that come before it because it needs them;
 * `weight` is its worth (need × downstream value), for who has to choose among steps.
 * `citations` are sentences of the learner's own document, where it is one's part.
 */
export interface PathStep {
  concept: Concept8
  title: Title16
  why_now: WhyNow
  prerequisites: Prerequisites1
  mastery: MasteryNow
  minutes: Minutes3
  objectives: Objectives
  resources: Resources
  weight: Weight
  kind: Kind6
  citations?: Citations
}
/**
 * Where to read or practise; `locator` is an address.
 */
export interface Resource {
  title: Title17
  locator: Locator
}
/**
 * A concept that is not in the path, and why.
 */
export interface LeftOut1 {
  concept: Concept9
  title: Title18
  reason: Reason
  why: Why1
  minutes: Minutes4
}
/**
 * What would make the path better; `default` holds until it is answered.
 */
export interface Question {
  id: Id
  text: Text4
  default: Default
}
/**
 * The concepts whose `why_now` a model put into other words; the facts are as they were.
 */
export interface RewordedPath {
  sent: Sent2
  reworded: Reworded
}
/**
 * A path, in learning order.
 *
 * `minutes` is the sum of its steps, `needed_minutes` what the whole subject would take; `cut`
 * are the titles left out for lack of time, `alternatives` other subjects that may be meant.
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface LearningPath1 {
  topic: Topic1
  coverage: Coverage1
  path: Path
  left_out: LeftOut
  cut: Cut
  minutes: Minutes5
  needed_minutes: NeededMinutes
  fits: Fits
  alternatives: Alternatives
  questions: Questions
  note: Note10
  enrichment?: RewordedPath | null
  degraded?: Degraded1
}
/**
 * A concept explained at a level; `next` are concepts that it opens.
 *
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface Explanation {
  concept: Concept10
  title: Title19
  level: Level3
  text: Text5
  example: Example
  pitfall: Pitfall
  objectives: Objectives1
  prerequisites: Prerequisites2
  next: Next
  coverage: Coverage2
  reading: Reading
  enrichment?: AddedExplanation | null
  degraded?: Degraded2
}
/**
 * A concept beside the one explained, with the learner's mastery of it.
 */
export interface Neighbour {
  concept: Concept11
  title: Title20
  mastery: MasteryNow
}
/**
 * The same in a model's words, and an example of its own, whose numbers are made up.
 */
export interface AddedExplanation {
  sent: Sent3
  text: Text6
  example: Example1
}
/**
 * An answer out of the learner's own material, or that it is not in there.
 *
 * Every sentence with `from_material` has a quote that was checked to stand where its citation
 * says, also where a model worded it. `passages` are where it was looked for, the best first.
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface MaterialAnswer {
  found: Found
  answer: Answer1
  passages: Passages
  note: Note11
  enrichment?: RetoldAnswer | null
  degraded?: Degraded3
}
/**
 * A sentence of an answer; `from_material`: its citations were checked to stand there.
 */
export interface CitedSentence {
  text: Text7
  from_material: FromMaterial
  citations: Citations1
}
/**
 * A stretch of a document that a question led to; `score` only orders those of one answer.
 */
export interface FoundPassage {
  document_id: DocumentId9
  title: Title21
  page: Page7
  start: Start2
  end: End3
  section: Section
  text: Text8
  score: Score1
}
/**
 * `core_answer`: the sentences of the material itself, where `answer` is in a model's words.
 */
export interface RetoldAnswer {
  sent: Sent4
  core_answer: CoreAnswer
}
/**
 * A summary in the document's own sentences; `text` is all of them in a row.
 *
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface Summary {
  document_id: DocumentId10
  title: Title22
  length: Length
  text: Text9
  sentences: Sentences
  note: Note12
  enrichment?: RetoldSummary | null
  degraded?: Degraded4
}
/**
 * `core_sentences`: those of the document, where `sentences` are in a model's words.
 */
export interface RetoldSummary {
  sent: Sent5
  core_sentences: CoreSentences
}
/**
 * The terms of a document, in alphabetical order.
 */
export interface Glossary {
  document_id: DocumentId11
  title: Title23
  terms: Terms
  note: Note13
}
/**
 * All subjects, in alphabetical order of their ids.
 */
export interface Topics {
  topics: Topics1
}
/**
 * A subject that a topic pack covers.
 */
export interface Topic2 {
  id: Id1
  title: Title24
  about: About
  field: Field
  stage: Stage
  concepts: Concepts1
  minutes: Minutes6
}
/**
 * Level 0 none, 1 distress, 2 serious, 3 danger; from 2 on, help comes before any plan.
 */
export interface GuardResult {
  level: Level4
  name: Name2
  family: Family
  language: Language4
  message: Message
  helplines: Helplines
  emergency: Emergency
  ai_disclosure: AiDisclosure
  text_version: TextVersion
  reviewed: Reviewed1
}
/**
 * A service that listens; at least one of number, text and chat is given.
 */
export interface HelplineOut {
  country: Country
  name: Name3
  number: Number
  text: Text10
  chat: Chat
  hours: Hours
  url: Url
  source: Source4
  reviewed: Reviewed
}
/**
 * What the numbers say. With a `guard` of level 2 or more, read its message first.
 */
export interface CheckInResult {
  summary: Summary1
  signals: Signals
  cap_minutes_per_day: CapMinutesPerDay
  why: Why3
  who5: Who5 | null
  trend: Trend
  advice: Advice
  guard: GuardResult1 | null
  check_ins: CheckIns
}
/**
 * Something in the reports that speaks for taking it easier.
 */
export interface Signal {
  name: Name4
  value: Value
  why: Why2
}
/**
 * WHO-5 score from 0 to 100. A band is no diagnosis.
 */
export interface Who5 {
  score: Score2
  band: Band1
  change: Change
  changed_reliably: ChangedReliably
  text: Text11
  source: Source5
}
/**
 * A measure now against the learner's own usual: an exponentially weighted mean.
 */
export interface Trend1 {
  name: Name5
  now: Now
  usual: Usual
  change: Change1
  n: N2
}
/**
 * A suggestion, the number it rests on, and its source.
 */
export interface Advice1 {
  text: Text12
  because: Because
  source: Source6
}
/**
 * Level 0 none, 1 distress, 2 serious, 3 danger; from 2 on, help comes before any plan.
 */
export interface GuardResult1 {
  level: Level4
  name: Name2
  family: Family
  language: Language4
  message: Message
  helplines: Helplines
  emergency: Emergency
  ai_disclosure: AiDisclosure
  text_version: TextVersion
  reviewed: Reviewed1
}
/**
 * `cap_minutes_per_day` is the limit for health; `minutes_per_day` never exceeds the wish.
 */
export interface Cap {
  cap_minutes_per_day: CapMinutesPerDay1
  minutes_per_day: MinutesPerDay
  why: Why4
  evidence: Evidence
}
/**
 * One reason for the cap, with where it comes from.
 */
export interface Evidence1 {
  name: Name6
  text: Text13
  factor: Factor
  source: Source7
}
/**
 * All that is kept about the learner's wellness, oldest first.
 */
export interface History {
  check_ins: CheckIns1
  trend: Trend2
  kept: Kept
}
/**
 * One stored check-in. Notes are never stored.
 */
export interface PastCheckIn {
  at: At
  mood?: Mood
  energy?: Energy
  sleep_hours?: SleepHours
  stress?: Stress
  study_minutes?: StudyMinutes
  who5?: Who51
}
/**
 * How many records were deleted; none are left.
 */
export interface WellnessForgotten {
  deleted: Deleted1
}
/**
 * A block of a timetable; what else it holds is passed over.
 */
export interface StudyBlock {
  start: Start3
  end: End4
  kind: Kind7
  concept?: Concept12
}
/**
 * A step of a learning path, for its title and objectives.
 */
export interface PathStep1 {
  concept: Concept13
  title: Title25
  objectives?: Objectives2
}
/**
 * If-then plans for the next blocks, and the first small step.
 */
export interface IfThenPlans {
  if_then: IfThen
  first_step: SmallStep
  source: Source8
}
/**
 * A plan bound to a block of this schedule.
 */
export interface IfThen1 {
  if: If
  then: Then
  block_start: BlockStart
  backup: Backup
}
/**
 * What to do when the first plan does not come about.
 */
export interface Backup {
  if: If1
  then: Then1
  block_start: BlockStart1
}
/**
 * Something to do now, in at most 10 minutes.
 */
export interface SmallStep {
  text: Text14
  minutes: Minutes7
}
/**
 * A claim, where it comes from, what speaks against it, and when we last looked.
 */
export interface Source8 {
  claim: Claim
  reference: Reference
  limits: Limits
  reviewed: Reviewed2
}
/**
 * Something to do now, in at most 10 minutes.
 */
export interface SmallStep1 {
  text: Text14
  minutes: Minutes7
}
/**
 * Numbers about the learner that the caller knows; together with those in the store.
 */
export interface GivenFacts {
  answers_right?: AnswersRight
  answers_total?: AnswersTotal
  minutes?: Minutes8
  blocks_kept?: BlocksKept
  blocks_planned?: BlocksPlanned
}
/**
 * Words that rest on `facts`; without facts they say so.
 *
 * `guard` from 2 on: the message told of danger, `text` is about help and nothing else.
 * `enrichment` and `degraded` are there only where a model is.
 */
export interface Encouragement {
  text: Text15
  facts: Facts
  next_step: SmallStep
  technique: Technique | null
  source: Source8 | null
  guard: Guard
  enrichment?: WarmerWords | null
  degraded?: Degraded5
}
/**
 * A number of the learner's own, with where it comes from.
 */
export interface Fact {
  name: Name7
  value: Value1
  text: Text16
  source: Source9
}
/**
 * One thing to try.
 */
export interface Technique {
  name: Name8
  text: Text17
}
/**
 * The same, warmer, in a model's words; it holds no number that `facts` do not.
 */
export interface WarmerWords {
  sent: Sent6
  text: Text18
}
/**
 * What a goal says already, and the first thing it does not.
 */
export interface GoalCheck {
  goal: Goal
  slots: Slots
  complete: Complete
  question: GoalQuestion | null
  text: Text20
}
/**
 * One thing a goal should say, and the words that say it (null where none do).
 */
export interface GoalSlot {
  name: Name9
  found: Found1
}
/**
 * What to ask next.
 */
export interface GoalQuestion {
  slot: Slot
  text: Text19
}
/**
 * What was stored, and the last seven days with it.
 */
export interface SessionLog {
  stored: Stored
  minutes_last_7_days: MinutesLast7Days
  days_last_7_days: DaysLast7Days
  streak_days: StreakDays
  habit_strength: HabitStrength
  text: Text21
}
/**
 * A study plan, whole, as `orchestrator.study_plan` gave it
 */
export interface PlanKept {
  path?: Path1
  schedule: PlanTimes
}
/**
 * The timetable of a study plan.
 */
export interface PlanTimes {
  tz?: Tz
  blocks?: Blocks
}
/**
 * Series to plot: a point for every date from `first` to `last`, and mastery by concept.
 *
 * `mastery_since` is the first instant from which its course was kept; null where none is.
 */
export interface Progress {
  first: First
  last: Last
  timezone: Timezone
  minutes: Minutes9
  sessions: Sessions
  mastery: Mastery1
  mastery_since: MasterySince
  reviews: Reviews
  check_ins: CheckIns2
  totals: Totals
  text: Text22
}
/**
 * Minutes of a date: in the plan (0 without one), and logged.
 */
export interface MinutesOfDay {
  date: Date2
  planned: Planned
  studied: Studied
}
/**
 * Blocks of a date that are over, kept and missed; without a plan, as the sessions say.
 */
export interface SessionsOfDay {
  date: Date3
  kept: Kept1
  missed: Missed
}
/**
 * How mastery of a concept went.
 */
export interface MasteryCourse {
  concept: Concept14
  title: Title26
  points: Points
}
/**
 * Mastery of a concept at an instant, 0–1, after `n` answers, with its 90 % interval.
 */
export interface MasteryPoint {
  at: At1
  p: P1
  n: N3
  interval: Interval2
}
/**
 * Reviews that fell due on a date, and those done on it that were due.
 */
export interface ReviewsOfDay {
  date: Date4
  due: Due
  done: Done
}
/**
 * The last check-in of a date; null for what it does not say.
 */
export interface CheckInPoint {
  date: Date5
  mood: Mood1
  energy: Energy1
  sleep_hours: SleepHours1
  stress: Stress1
  who5: Who52
}
/**
 * The sums of the days shown.
 */
export interface Totals {
  minutes: Minutes10
  planned: Planned1
  days_studied: DaysStudied
  kept: Kept2
  missed: Missed1
  reviews_done: ReviewsDone
  reviews_due: ReviewsDue
}
/**
 * A study plan, whole, as `orchestrator.study_plan` gave it
 */
export interface PlanKept1 {
  path?: Path2
  schedule: PlanTimes
}
/**
 * A week looked back on, from Monday: `planned` counts blocks that are over.
 */
export interface WeekReview {
  first: First1
  last: Last1
  timezone: Timezone1
  minutes: WeekMinutes
  days: Days
  concepts: Concepts2
  slipped: Slipped
  suggestion: Suggestion
  text: Text24
}
/**
 * Minutes of a week: planned so far, of kept blocks, and logged in all.
 */
export interface WeekMinutes {
  planned: Planned2
  kept: Kept3
  studied: Studied1
}
/**
 * A date of a week: minutes planned, minutes of the blocks that were kept, minutes logged.
 */
export interface DayOfReview {
  date: Date6
  planned: Planned3
  kept: Kept4
  studied: Studied2
}
/**
 * A concept whose mastery moved in a week.
 *
 * `is_clear`: the 90 % interval after does not hold the mastery before, so it is hardly chance.
 */
export interface ConceptMove {
  concept: Concept15
  title: Title27
  before: MasteryPoint
  after: MasteryPoint
  change: Change2
  direction: Direction
  is_clear: IsClear
}
/**
 * A block that was over without being kept.
 */
export interface Slipped1 {
  start: Start4
  kind: Kind8
  concept: Concept16
  title: Title28
  minutes: Minutes11
}
/**
 * One thing to change, computed from the week; `change_with`: how to do it, if it is a call.
 */
export interface Suggestion {
  kind: Kind9
  text: Text23
  because: Because1
  change_with: ChangeWith
}
/**
 * How many records were deleted.
 */
export interface MotivationForgotten {
  deleted: Deleted2
}
/**
 * Everything that is kept to make plans fit, and how to change or delete it.
 *
 * `documents` is left out where there are none.
 */
export interface Profile {
  fields: Fields
  concepts: Concepts3
  answers: Answers
  not_used: NotUsed
  forget_all_with: ForgetAllWith
  documents?: Documents2
  kept: Kept5
  erase_all_with: EraseAllWith
}
/**
 * One thing that is known of the learner, or the default in its place.
 *
 * `confidence`: stated by the learner, measured from `n` events (then with a 90 % `interval`), or
 * a default that nothing speaks for yet.
 */
export interface ProfileField {
  field: Field1
  value: unknown
  confidence: Confidence
  n: N4
  interval: Interval3
  evidence: Evidence2
  changed: Changed
  change_with: ChangeWith1
  forget_with: ForgetWith
  note?: Note14
}
/**
 * What something is known from: the `seq`-th event of a kind, or the learner's own word.
 */
export interface Evidence3 {
  kind: Kind10
  seq: Seq
  at: At2
  text: Text25
}
/**
 * Mastery of a concept and the answers it rests on.
 *
 * With `n` = 0 it comes from answers on related concepts. `recall` is the chance to remember it
 * now, `due` the instant of its next review; both None before the first answer. `changed` is the
 * instant of the newest answer on it.
 */
export interface KnownConcept {
  concept: Concept17
  title: Title29
  mastery: MasteryNow
  evidence: Evidence4
  recall: Recall
  due: Due1
  changed: Changed1
  change_with: ChangeWith2
  forget_with: ForgetWith1
}
/**
 * A document of the learner's own that is kept.
 */
export interface OwnDocument {
  document_id: DocumentId12
  title: Title30
  pages: Pages5
  added: Added3
  forget_with: ForgetWith2
}
/**
 * Records of one kind that are kept: what for, how many, from when to when, how to delete them.
 *
 * `first` and `last` are None where the records say no time.
 */
export interface KeptRecords {
  agent: Agent
  what: What
  why: Why5
  records: Records
  first: First2
  last: Last2
  forget_with: ForgetWith3
}
/**
 * What you like, not what you are: it changes the form that is offered, nothing else.
 */
export interface Preferences {
  formats?: Formats
  block_minutes?: BlockMinutes
}
/**
 * What was written; `not_recognised` are subjects that no topic pack knows (they are kept).
 */
export interface Update {
  changed: Changed2
  not_recognised: NotRecognised
  text: Text26
}
/**
 * A field before and after.
 */
export interface Changed3 {
  field: Field2
  before: unknown
  after: unknown
}
/**
 * What may be sent to a language model from now on, beside what a question says itself.
 */
export interface Sharing {
  documents: Documents3
  wellness: Wellness
  text: Text27
}
/**
 * What was deleted, for good.
 */
export interface PersonalizationForgotten {
  forgotten: Forgotten
  records: Records1
  text: Text28
}
/**
 * Everything that is kept about the learner here, by agent and kind.
 */
export interface Export {
  learner: Learner
  made_at: MadeAt
  agents: Agents
  documents: Documents5
  records: Records2
  note: Note15
}
export interface Agents {
  [k: string]: {
    [k: string]: ExportedKind
  }
}
/**
 * Everything of one kind: documents by their key, and events in the order they happened.
 */
export interface ExportedKind {
  documents: Documents4
  events: Events
}
export interface Documents4 {
  [k: string]: unknown
}
/**
 * A document of the learner's own, without its text: see `personalization.export_document`.
 */
export interface ExportedDocument {
  document_id: DocumentId13
  title: Title31
  kind: Kind11
  language: Language5
  size_bytes: SizeBytes2
  added: Added4
  pages: Pages6
}
/**
 * The text of a document of the learner's own, from page `first` on.
 *
 * `next_page` is where to go on, None at the end.
 */
export interface DocumentText {
  document_id: DocumentId14
  title: Title32
  pages: Pages7
  next_page: NextPage
}
/**
 * A page of a document as it was read.
 */
export interface ExportedPage {
  page: Page8
  status: Status4
  text: Text29
}
/**
 * How much was deleted, for good.
 */
export interface Erased {
  records: Records3
  by_agent: ByAgent
  documents: Documents6
  runs: Runs
  text: Text30
}
export interface ByAgent {
  [k: string]: number
}
/**
 * What is known of the learner, for a plan.
 */
export interface Recall1 {
  used: Used
  level: Level5
  known: Known
  mastery: Mastery2
  minutes_per_day: MinutesPerDay1
  days_off: DaysOff
  timezone: Timezone2
  goals: Goals
  pace: PaceNow
}
/**
 * Something known that a plan uses, and where it came from.
 */
export interface Used1 {
  field: Field3
  value: unknown
  source: Source10
}
export interface Mastery2 {
  [k: string]: MasteryNow
}
/**
 * Minutes spent for each minute planned, from `n` concepts or blocks.
 */
export interface PaceNow {
  ratio: Ratio
  n: N5
  interval: Interval4
}
/**
 * What to do next, the most gain per minute first.
 */
export interface NextActions {
  actions: Actions
  studied_today_minutes: StudiedTodayMinutes
  note: Note16
}
/**
 * Something to do next. `gain` is the expected rise of the sum of masteries (0–1 each).
 */
export interface Action {
  kind: Kind12
  concept: Concept18
  title: Title33
  text: Text31
  minutes: Minutes12
  gain: Gain
  gain_per_minute: GainPerMinute
  because: Because2
}
/**
 * A step of a learning path; what else it holds is passed over.
 */
export interface PathStep2 {
  concept: Concept20
  title?: Title35
  minutes: Minutes14
  prerequisites?: Prerequisites4
  weight?: Weight2
}
/**
 * A stretch of the day that may be used; without `days`, every day. May pass midnight.
 */
export interface StudyTime {
  start: Start5
  end: End5
  days?: Days1
}
/**
 * Time that is taken. Instants without an offset are local.
 */
export interface BusyTime {
  start: Start6
  end: End6
  title?: Title36
}
/**
 * A stretch of the timetable; `concept` is null for a break.
 */
export interface ScheduledBlock {
  start: Start7
  end: End7
  kind: Kind13
  concept?: Concept21
  because?: Because3
}
/**
 * Blocks on real days. `slack_minutes` below 0 are the minutes missing.
 */
export interface ScheduleSchedule {
  tz: Tz1
  blocks: Blocks1
  feasible: Feasible
  slack_minutes: SlackMinutes
  unplaced: Unplaced
  conflicts: Conflicts
  relaxations: Relaxations
  due_forecast: DueForecast
  moves: Moves
  calendar_problems: CalendarProblems
  assumptions: Assumptions
}
/**
 * Minutes of a task.
 */
export interface TaskMinutes {
  concept: Concept22
  title: Title37
  minutes: Minutes15
}
/**
 * Wishes that cannot all be met, in words and minutes.
 */
export interface ConflictOut {
  kind: Kind14
  text: Text32
  minutes?: Minutes16
}
/**
 * A smallest change that makes it fit; send `changes` with the same request.
 */
export interface RelaxationOut {
  kind: Kind15
  text: Text33
  changes: Changes
}
export interface Changes {
  [k: string]: unknown
}
/**
 * Minutes on a date.
 */
export interface DayMinutesOut {
  date: Date7
  minutes: Minutes17
}
/**
 * A block of the previous plan that moved; `to` is null where it is not placed any more.
 */
export interface MoveOut {
  concept: Concept23
  kind: Kind16
  was: Was
  to: To
  because: Because4
}
/**
 * A line of the given calendar that was passed over.
 */
export interface CalendarProblem {
  line: Line
  text: Text34
}
/**
 * What was taken because nothing was said, and how to say it.
 */
export interface Assumption {
  field: Field4
  value: unknown
  why: Why6
  change_with: ChangeWith3
}
/**
 * A study plan, whole, as `orchestrator.study_plan` gave it
 */
export interface PlanOfLearner {
  goal?: GoalOfPlan
  path?: Path3
  schedule: TimesOfPlan
  wellness?: WellnessOfPlan
  personalization?: LearnerOfPlan
  trace?: TraceOfPlan
}
/**
 * The goal of a study plan, for its day.
 */
export interface GoalOfPlan {
  by?: By
}
/**
 * A step of a study plan, with what a first step and an action are made of.
 */
export interface StepOfPlan {
  concept: Concept24
  title?: Title38
  minutes: Minutes18
  prerequisites?: Prerequisites5
  weight?: Weight3
  objectives?: Objectives3
}
/**
 * The timetable of a study plan.
 */
export interface TimesOfPlan {
  tz?: Tz2
  blocks?: Blocks2
  limits?: LimitsOfPlan | null
}
/**
 * What a plan's timetable keeps to: parameters of `schedule.plan`.
 */
export interface LimitsOfPlan {
  start?: Start8
  deadline?: Deadline
  horizon_days?: HorizonDays
  timezone?: Timezone3
  minutes_per_day?: MinutesPerDay2
  minutes_per_weekend_day?: MinutesPerWeekendDay
  minutes_per_week?: MinutesPerWeek
  daily_cap_minutes?: DailyCapMinutes
  study_times?: StudyTimes
  days_off?: DaysOff1
  dates_off?: DatesOff
}
/**
 * The day's limit for health in a plan.
 */
export interface WellnessOfPlan {
  cap_minutes_per_day?: CapMinutesPerDay2
}
/**
 * What of the learner went into a plan.
 */
export interface LearnerOfPlan {
  used?: Used2
}
/**
 * Something of the learner that went into a plan.
 */
export interface UsedOfLearner {
  field?: Field5
  value?: {
    [k: string]: unknown
  }
}
/**
 * When a plan was made.
 */
export interface TraceOfPlan {
  now?: Now1
}
/**
 * A plan after a block was dragged; with `conflicts` it is as it was.
 *
 * `moved` begins with the dragged block. `is_fewest`: it is shown that no way moves fewer blocks.
 */
export interface PlanMove {
  plan: Plan
  moved: Moved
  conflicts: Conflicts1
  is_fewest: IsFewest
  text: Text36
}
export interface Plan {
  [k: string]: unknown
}
/**
 * A block that lies elsewhere now; `to` is null where it is not planned any more.
 */
export interface MovedOut {
  concept: Concept25
  title: Title39
  kind: Kind17
  from: From
  to: To1
  because: Because5
}
/**
 * Why a block cannot be where it was dragged to.
 */
export interface MoveConflict {
  kind: Kind18
  text: Text35
  nearest: Nearest
}
/**
 * Where a dragged block could be, with nothing else moved.
 */
export interface Place {
  start: Start9
  end: End8
}
/**
 * A study plan, whole, as `orchestrator.study_plan` gave it
 */
export interface PlanOfLearner1 {
  goal?: GoalOfPlan
  path?: Path3
  schedule: TimesOfPlan
  wellness?: WellnessOfPlan
  personalization?: LearnerOfPlan
  trace?: TraceOfPlan
}
/**
 * A day of a learner: blocks of the plan, reviews that are due, and what to do next.
 */
export interface Today {
  date: Date8
  timezone: Timezone4
  blocks: Blocks3
  reviews: Reviews1
  next_action: NextAction
  minutes: MinutesToday
  cap: CapToday
  week: WeekToday
  text: Text38
}
/**
 * A block of today. `done`: a session on its concept was logged; `missed`: over, and none.
 */
export interface BlockToday {
  start: Start10
  end: End9
  kind: Kind19
  concept: Concept26
  title: Title40
  minutes: Minutes19
  because: Because6
  state: State
}
/**
 * Something learned that is to be recalled today: `recall` is the chance to know it now, 0–1.
 *
 * `in_plan`: a block of today's plan is for it.
 */
export interface DueReview {
  concept: Concept27
  title: Title41
  due: Due3
  recall: Recall2
  minutes: Minutes20
  in_plan: InPlan
  why: Why7
}
/**
 * What to do next, and why this.
 */
export interface NextAction {
  kind: Kind20
  text: Text37
  minutes: Minutes21
  concept: Concept28
  block_start: BlockStart2
  because: Because7
}
/**
 * Minutes of today: in the plan, logged, and still to come of the plan within the cap.
 */
export interface MinutesToday {
  planned: Planned4
  studied: Studied3
  left: Left
}
/**
 * The most that is reasonable today, with its reason.
 */
export interface CapToday {
  minutes: Minutes22
  why: Why8
}
/**
 * The week from Monday: what is planned, what was done, what of the plan is still ahead.
 */
export interface WeekToday {
  first: First3
  last: Last3
  planned_minutes: PlannedMinutes
  studied_minutes: StudiedMinutes
  left_minutes: LeftMinutes
  blocks_left: BlocksLeft
  days: Days2
}
/**
 * Planned and logged minutes of a date.
 */
export interface DayOfWeek {
  date: Date9
  planned: Planned5
  studied: Studied4
}
/**
 * Something to get done this week.
 */
export interface WeekTask {
  title: Title42
  minutes?: Minutes23
  due?: Due4
}
/**
 * Seven days, with a line for each, and what to do first.
 */
export interface WeekSchedule {
  tz: Tz3
  blocks: Blocks4
  feasible: Feasible1
  slack_minutes: SlackMinutes1
  unplaced: Unplaced1
  conflicts: Conflicts2
  relaxations: Relaxations1
  due_forecast: DueForecast1
  moves: Moves1
  calendar_problems: CalendarProblems1
  assumptions: Assumptions1
  start: Start11
  tasks: Tasks
  days: Days3
  coverage: Coverage3
  summary: Summary2
}
/**
 * One day of a week plan.
 */
export interface DayOfWeekPlan {
  date: Date10
  minutes: Minutes24
  text: Text39
}
/**
 * The parts of a study plan that a calendar needs; the rest is passed over.
 */
export interface PlannedStudy {
  run_id?: RunId
  goal?: PlannedGoal
  path?: Path4
  schedule: PlannedSchedule
}
/**
 * The goal part of a study plan.
 */
export interface PlannedGoal {
  statement?: Statement
}
/**
 * A step of a study plan, for its title.
 */
export interface NamedStep {
  concept: Concept29
  title: Title43
}
/**
 * The timetable part of a study plan.
 */
export interface PlannedSchedule {
  tz?: Tz4
  blocks: Blocks5
}
/**
 * A calendar as text (`text/calendar`).
 */
export interface CalendarFile {
  ics: Ics
  filename: Filename1
  events: Events1
}
/**
 * A study plan, complete also where an agent failed: see `degraded`.
 */
export interface StudyPlan {
  run_id: RunId1
  engine: Engine
  coverage: Coverage4
  degraded: Degraded6
  agents: Agents1
  assumptions: Assumptions2
  questions: Questions1
  goal: Goal1
  path: Path5
  schedule: Schedule
  assessment: Assessment
  review: Review
  wellness: Wellness1
  motivation: Motivation
  personalization: Personalization
  next_action: SmallStep2
  trace: Trace
}
export interface Agents1 {
  [k: string]: AgentReport
}
/**
 * How an agent's share of the run went; `ms` over all its skills.
 */
export interface AgentReport {
  status: Status5
  ms: Ms
}
/**
 * What was taken because it was not said, and the field that says it.
 */
export interface Assumption1 {
  field: Field6
  value: unknown
  why: Why9
  change_with: ChangeWith4
  [k: string]: unknown
}
/**
 * What would change the plan most; `default` holds until it is answered.
 */
export interface Question1 {
  id: Id2
  text: Text40
  default: unknown
}
/**
 * What is to be reached, how it shows, and by which day.
 */
export interface Goal1 {
  statement: Statement1
  measure: Measure
  by: By1
}
/**
 * One concept of the path; a part of a document has `citations` of it, too.
 */
export interface Step {
  concept: Concept30
  title: Title44
  why_now: WhyNow1
  prerequisites: Prerequisites6
  mastery: Mastery3
  minutes: Minutes25
  objectives: Objectives4
  resources: Resources1
  weight?: Weight4
  [k: string]: unknown
}
/**
 * Probability of a right answer, after how many answers, and its 90 % interval.
 */
export interface Mastery3 {
  p: P2
  n: N6
  interval: Interval5
}
/**
 * Where to read or practise.
 */
export interface Resource1 {
  title: Title45
  locator: Locator1
}
/**
 * `slack_minutes`: room that nothing uses; below 0, the minutes that are missing.
 *
 * `limits`: what it keeps to, as parameters of `schedule.plan`; plans of before have none.
 */
export interface Schedule {
  tz: Tz5
  blocks: Blocks6
  feasible: Feasible2
  slack_minutes: SlackMinutes2
  conflicts: Conflicts3
  relaxations: Relaxations2
  limits?: Limits1
}
/**
 * A stretch of study; a break belongs to no concept.
 */
export interface Block {
  start: Start12
  end: End10
  kind: Kind21
  concept: Concept31
  because: Because8
  [k: string]: unknown
}
/**
 * Two wishes that cannot both be met.
 */
export interface Conflict {
  kind: Kind22
  text: Text41
  minutes?: Minutes26
  [k: string]: unknown
}
/**
 * A smallest change that makes it fit; `changes` are the fields to send instead.
 */
export interface Relaxation {
  kind: Kind23
  text: Text42
  changes?: Changes1
  [k: string]: unknown
}
export interface Changes1 {
  [k: string]: unknown
}
export interface Limits1 {
  [k: string]: unknown
}
/**
 * Where to begin, and when to check.
 */
export interface Assessment {
  placement: Placement
  checkpoints: Checkpoints
}
/**
 * A question that shows where to begin; its answer is kept back.
 */
export interface PlacementItem {
  item_id: ItemId3
  kind: Kind24
  prompt: Prompt1
  options?: Options1
  concept: Concept32
  [k: string]: unknown
}
/**
 * A day on which to look whether it holds.
 */
export interface Checkpoint1 {
  date: Date11
  concepts: Concepts4
  text: Text43
  [k: string]: unknown
}
/**
 * What the spaced reviews will ask of each day.
 */
export interface Review {
  due_forecast: DueForecast2
}
/**
 * Minutes of review that fall on a day.
 */
export interface DueMinutes {
  date: Date12
  minutes: Minutes27
}
/**
 * The guard's verdict, and the day's limit with its reason.
 */
export interface Wellness1 {
  guard: Guard1
  cap_minutes_per_day: CapMinutesPerDay3
  why: Why10
}
export interface Guard1 {
  [k: string]: unknown
}
/**
 * If-then plans, and a first step of at most 10 minutes.
 */
export interface Motivation {
  if_then: IfThen2
  first_step: SmallStep2
}
/**
 * A plan bound to a block of this schedule.
 */
export interface IfThen3 {
  if: If2
  then: Then2
  block_start: BlockStart3
  [k: string]: unknown
}
/**
 * Something to do now.
 */
export interface SmallStep2 {
  text: Text44
  minutes: Minutes28
  [k: string]: unknown
}
/**
 * What was used of the learner.
 */
export interface Personalization {
  used: Used3
}
/**
 * Something known of the learner that went into the plan, and where it came from.
 */
export interface Used4 {
  field: Field7
  value: unknown
  source: Source11
  [k: string]: unknown
}
/**
 * Enough to make the same plan again, and to see why it is as it is.
 *
 * `sent`: what went to a language model, by purpose and kind, never the text.
 */
export interface Trace {
  decisions: Decisions
  note: Note17
  left_out: LeftOut2
  seed: Seed
  now: Now2
  input_hash: InputHash
  versions: Versions
  order: Order
  sent?: Sent7
}
/**
 * What the arbiter decided; `priority` is the rule that settled it.
 */
export interface Decision {
  question: Question2
  options: Options2
  chosen: unknown
  because: Because9
  priority: Priority
}
/**
 * One of the ways open to a decision, and who proposed it.
 */
export interface Option {
  by: By2
  value: unknown
  text: Text45
}
/**
 * A concept of the subject that is not in the path, and why.
 */
export interface LeftOut3 {
  concept: Concept33
  title: Title46
  reason: Reason1
  why: Why11
  minutes: Minutes29
}
export interface Versions {
  [k: string]: string
}
/**
 * The answer to a person who may be in danger: help, and no plan.
 */
export interface Help {
  run_id: RunId2
  engine: Engine1
  guard: Guard2
  message: Message1
  helplines: Helplines1
  plan?: Plan1
  degraded: Degraded7
  agents: Agents2
}
export interface Guard2 {
  [k: string]: unknown
}
export interface Agents2 {
  [k: string]: AgentReport
}
/**
 * The answer to a text that asks for nothing we can plan.
 */
export interface AskBack {
  run_id: RunId3
  engine: Engine2
  message: Message2
  questions: Questions2
  plan?: Plan2
  guard: Guard3
  degraded: Degraded8
  agents: Agents3
}
export interface Guard3 {
  [k: string]: unknown
}
export interface Agents3 {
  [k: string]: AgentReport
}
/**
 * A turn of a conversation: the words, and the results they rest on, by method.
 *
 * `enrichment` is there only where a model was asked.
 */
export interface ChatReply {
  run_id: RunId4
  engine: Engine3
  thread_id: ThreadId
  reply: Reply
  routed: Routed
  results: Results
  questions: Questions3
  guard: Guard4
  helplines: Helplines2
  degraded: Degraded9
  agents: Agents4
  enrichment?: ReplyInOtherWords | null
}
/**
 * A skill that a text was meant for; `by` is what decided, rule or classifier.
 */
export interface Routed1 {
  skill: Skill
  confidence: Confidence1
  arguments: Arguments
  by: By3
}
export interface Arguments {
  [k: string]: unknown
}
export interface Results {
  [k: string]: unknown
}
export interface Guard4 {
  [k: string]: unknown
}
export interface Agents4 {
  [k: string]: AgentReport
}
/**
 * `core_reply`: what `reply` would be without the model; None where its words did not hold.
 */
export interface ReplyInOtherWords {
  sent: Sent8
  core_reply: CoreReply
}
/**
 * A turn of a conversation: the words, and the results they rest on, by method.
 *
 * `enrichment` is there only where a model was asked.
 */
export interface ChatReply1 {
  run_id: RunId4
  engine: Engine3
  thread_id: ThreadId
  reply: Reply
  routed: Routed
  results: Results
  questions: Questions3
  guard: Guard4
  helplines: Helplines2
  degraded: Degraded9
  agents: Agents4
  enrichment?: ReplyInOtherWords | null
}
