"""The small words of languages: they tell which one it is, and mean nothing in a search.

Written in lower case with their accents. Single letters are what an apostrophe leaves over (l'eau).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LATIN: Final[Mapping[str, frozenset[str]]] = {
    "en": _set(
        "a about after all also although am an and any are as at be because been before being "
        "between both but by can could d did do does doing done down during each either for from "
        "further had has have having he her here hers herself him himself his how however i if in "
        "into is it its itself just let ll m may me might more most much must my myself neither no "
        "nor not of off on once one only or other our ours out over own re s same shall she should "
        "so some such t than that the their theirs them themselves then there therefore these they "
        "this those though through to too under until up upon us ve very was we were what when "
        "where whether which while who whom whose why will with within without would yet you your "
        "yours don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn many "
        "th st nd rd"
    ),
    "de": _set(
        "ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim "
        "bereits bis bin bist bzw da dabei dadurch dafür daher damit dann daran darauf das dass "
        "daß davon dazu dein dem den denen denn der deren des dessen die dies diese diesem diesen "
        "dieser dieses doch dort du durch ein eine einem einen einer eines einige er erst es etwa "
        "etwas euch für gegen gibt hab habe haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre "
        "ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jedoch jene kann "
        "kein keine keinen können könnte man mehr mein mit muss musste nach nachdem nicht nichts "
        "noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind "
        "so sogar solche soll sollte sondern sowie um und uns unter vom von vor während war waren "
        "warum was weil weitere welche welchem welchen welcher welches wenn wer werden wie wieder "
        "will wir wird wo wobei wodurch worden wurde wurden wieso woher wohin wann wem wen wessen "
        "wieviel viele zu zum zur zwar zwischen über"
    ),
    "es": _set(
        "a al algo alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aquí "
        "así aun aunque cada como con contra cual cuales cuál cuáles cualquier cuando cuándo "
        "cuanta cuánta cuántas cuanto cuánto cuántos cuyo cuya de del desde donde dónde durante e "
        "el él ella ellas ellos en entonces entre era eran es esa esas ese eso esos esta está "
        "están estas este esto estos estaba estaban fue fueron ha había habían han hasta hay la "
        "las le les lo los mas más me mi mientras mis mucho muchos muy ni no nos nosotros o os "
        "otra otras otro otros para pero poco por porque pues que qué quien quién quiénes se sea "
        "según ser si sí sido sin sobre son su sus también tan tanto te tiene tienen todo todos tu "
        "tus un una unas uno unos y ya yo"
    ),
    "fr": _set(
        "a ai ainsi alors après au aucun aucune aussi autre autres aux avaient avait avant avec "
        "avoir c car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme "
        "comment d dans de depuis des dont du elle elles en encore entre es est et étaient était "
        "été être eu eux fait fut il ils j je jusqu l la le les leur leurs lors lorsque lui là m "
        "ma mais me même mes moi moins mon n ne ni nos notre nous on ont ou où par parce pas "
        "pendant peu peut plus plusieurs pour pourquoi puis qu quand que quel quelle quelles quels "
        "qui quoi s sa sans se sera ses si soit son sont sous sur t ta te tous tout toute toutes "
        "très tu un une vers vos votre vous y à combien"
    ),
    "it": _set(
        "a ad agli ai al alla alle allo all altra altre altri altro anche ancora avere aveva "
        "avevano c che chi ci come con contro cui d da dagli dai dal dalla dalle dall degli dei "
        "del della delle dello dell di dopo dove dov due e è ed era erano essere fra fu furono gli "
        "ha hanno i il in io l la le lei li lo loro lui ma me mentre mi mio molto ne negli nei nel "
        "nella nelle nello nell no noi non nostro o ogni per perché però più poi può prima qual "
        "quale quali quando quanti quanto quante quella quelle quelli quello questa queste questi "
        "questo qui se sei senza si sia sono stata stati stato su sua sue sugli sui sul sulla "
        "sulle suo suoi tra tutti tutto un una uno un' v vi voi cosa cos"
    ),
    "pt": _set(
        "a ao aos aquela aquelas aquele aqueles aquilo as até cada com como contra da das de dela "
        "dele deles depois do dos durante e é ela elas ele eles em enquanto entre era eram essa "
        "essas esse esses esta está estas estava este estes eu foi foram há isso isto já la lhe "
        "lhes lo mais mas me mesmo meu minha muito na não nas nem no nos nós nossa nosso num numa "
        "o onde os ou outra outras outro outros para pela pelas pelo pelos por porque pode podem "
        "quais qual qualquer quando quanto quantos quantas que quem se seja sem ser seu seus sido "
        "são só sob sobre sua suas também tem têm tinha um uma umas uns você à às"
    ),
    "nl": _set(
        "aan al alle alleen als andere bij daar daarom dan dat de deze die dit doch doen door dus "
        "een eens en er ge geen hadden had heb hebben heeft hem het hier hij hoe hoeveel hun iets "
        "ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog "
        "nu of om omdat ook op over reeds te tegen toch toen tot u uit uw van veel voor waar "
        "waarom wanneer waren was wat we welk welke werd werden wie wil worden wordt zal ze zei "
        "zich zij zijn zo zonder zou tussen tijdens"
    ),
    "sv": _set(
        "alla allt att av blev bli blir de dem den denna deras dess dessa det detta dig din du där "
        "efter ej eller en ett från för ha hade han hans har henne hennes hon honom hur här i icke "
        "ingen inom inte jag kan kunde man med mellan men mig min mot mycket ni nu när någon något "
        "några och om oss på samma sedan sig sin sina skulle som så till under upp ut utan vad var "
        "vara varför varit vem vi vid vilka vilken vilket är över även många"
    ),
    "da": _set(
        "af alle alt at blev bliver da de dem den denne der deres det dette dig din disse du efter "
        "eller en end er et for fordi fra ham han hans har havde hende hendes her hun hvad hvem "
        "hver hvilke hvilken hvilket hvis hvor hvordan hvorfor hvornår i ikke ind jeg kan kunne "
        "man mange med meget men mere mig min mod ned noget nogle nu når og også om op os over på "
        "selv sig sin skal skulle som thi til ud under var ved vi vil ville være været"
    ),
    "no": _set(
        "alle at av ble bli blir da de dem den denne der deres det dette disse du eller en enn er "
        "et etter for fordi fra før ha hadde han hans har henne hennes her hun hva hvem hver "
        "hvilke hvilken hvilket hvis hvor hvordan hvorfor i ikke inn jeg kan kunne man mange med "
        "meg meget mellom men mer min mot når noe noen nå og også om opp oss over på samme seg "
        "selv sin skal skulle som så til under ut var ved vi vil ville være vært"
    ),
    "fi": _set(
        "ei eivät ele eli emme en enemmän ennen et että he hän hänen ja jo joka joiden jolla jonka "
        "jos jossa jota jotka kaikki kanssa keitä ketkä koska kuin kuinka kuka kun me mikä miksi "
        "millainen milloin minä missä mitkä mitä monta mukaan mutta myös ne niiden niin nyt näiden "
        "nämä oli olivat olla ollut on ovat paljonko se sekä sen siinä sillä sitä tai te tämä "
        "tämän tässä tätä vaan vai vaikka vain voi"
    ),
    "ro": _set(
        "a acea această aceasta aceea acel acela acele acest acesta aceste acestea acești ai al "
        "ale am ar are as asupra au avea avut ca cât câți câte când care ce cel cea cei cele cine "
        "cu cum da dacă dar de deci decât după din dintre doar e ea ei el ele era erau este eu fi "
        "fie fiind fost foarte iar în înainte între îi îl își la le li lor lui mai mult nici nu o "
        "oricare pe pentru prin să sa sau se si și spre sub sunt ta te tot toate un una unde unei "
        "unii unor unui va vor"
    ),
    "tr": _set(
        "acaba ama ancak aslında az bazı ben beni bile bir biri birçok biz bu buna bunda bundan "
        "bunu bunun çok çünkü da daha de değil diye dolayı en fakat gibi göre hangi hangisi hem "
        "hep her hiç için ile ise kadar kaç kez ki kim kimin mi mı mu mü nasıl ne neden nedir "
        "nerede nereye niçin niye o olan olarak oldu olduğu olduğunu olmak olup on ona ondan onlar "
        "onu onun sadece sonra şey siz şu tarafından tüm ve veya ya yani zaman vardır var yok "
        "kimdir"
    ),
    "pl": _set(
        "a aby ale ani bardzo bez bo by był była były było być ci co coś czy czyli dla do dlaczego "
        "gdy gdzie go i ich ile im inne innych ja jak jaka jaki jakie jako je jego jej jest "
        "jeszcze jeśli już kiedy kto która które którego której który których którzy lub ma mają "
        "może na nad nas nie nich niej nim niż o od on ona one oni oraz po pod przed przez przy są "
        "się tak także tam te tego tej ten to tu tylko tym u w we wszystkich więc z za ze został "
        "że"
    ),
    "cs": _set(
        "a aby ale ani až bez byl byla byli bylo být by co což či do ho i já jak jaká jaké jaký "
        "jako je jeho jej její jejich jen jenž ještě ji již jsem jsou k kde kdo kdy kdyby když "
        "která které kterého který kteří ku má mají mezi mi místo mu může na nad nebo není než "
        "nich o od on ona oni pak po pod podle pouze pro proč proto protože při s se si také tak "
        "takže tato tedy ten tento to toho tom tu u už v ve však vše z za ze že kolik"
    ),
    "hu": _set(
        "a abban ahogy ahol akik akkor alatt amely amelyek ami amikor az azok azon azonban azt bár "
        "be csak de e egy egyes egyik el elő első én és ez ezek ezen ezért ezt hány hogy hogyan "
        "hol ha illetve is ismét ki kik kell között le legtöbb lehet lett már még meg mellett "
        "melyik mert mi miért mikor milyen mint minden mit most nagyon nem neki nincs ő ők ön s "
        "sem sok több új utolsó után van vagy volt voltak össze által"
    ),
    "ca": _set(
        "a al als altra altre altres amb aquell aquella aquest aquesta aquests això abans així el "
        "els ella ells en entre era eren és esta està fins fou ha han havia hi i la les li llur "
        "més mentre molt molts no nosaltres o on per perquè però què qual quals quan quants qui "
        "quin quina quins sense ser seu seva seus si són sobre també tan tot tots un una unes uns "
        "del dels des durant"
    ),
    "id": _set(
        "ada adalah agar akan antara apa apakah atas atau bagaimana bahwa banyak beberapa berapa "
        "bisa bukan dalam dan dapat dari dengan di dia hal hanya ia ini itu jika juga kapan kami "
        "karena ke kepada ketika kita lagi lain lebih maka mana mengapa menjadi merupakan mereka "
        "oleh pada para saat sampai sangat saya sebagai sebuah secara sedangkan seperti serta "
        "setelah siapa suatu sudah tahun tersebut tetapi tidak untuk yaitu yang"
    ),
    "vi": _set(
        "ai bao bị bởi các cái cho chỉ chứ có của cùng cũng còn do được đã đang để đến đó gì hay "
        "hơn khi không là làm lại lên mà mỗi một nào này nếu ngoài như nhưng những nhiều ở ra rất "
        "rằng sau sẽ sự tại theo thì thế trên trong trước từ và vào vẫn với về vì đâu ấy"
    ),
}

OTHER: Final = _set(
    # Russian, Ukrainian
    "а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да для до "
    "его ее её если есть еще ещё же за и из или им их к как какая какие какой каком ко когда "
    "который которая которые которого которых кто ли между мне много может мы на над не него нее "
    "нет ни них но о об однако он она они оно от по под после при про с сам со свой своей своих "
    "себя сколько также так такой там те тем то того тоже той только том ты у уже чего чем что "
    "чтобы чье чей эта эти это этого этой этом этот я почему зачем куда откуда та і й що як це "
    "який яка які або але від із був була були було є його її їх "
    # Greek, before and after the loss of accents
    "ο η το οι τα του της των τον την τη τους τις στο στη στην στον στους στις στα και κι να θα με "
    "σε από απο για ως που πως πώς πού ποιος ποια ποιο ποιοι ποιες ποιά πόσο πόσα πόσοι πόσες πότε "
    "τι γιατί γιατι όταν οταν αν δεν μη μην ήταν ηταν είναι ειναι έχει εχει είχε ειχε είχαν ένα "
    "ενα ένας ενας μια μία αυτό αυτο αυτή αυτη αυτός αυτά αυτές αλλά αλλα ή όπως οπως κατά κατα "
    "μετά μετα προς μεταξύ ότι οτι όσο σας μας όχι "
    # Arabic and Persian, folded
    "من في على الى إلى عن مع هذا هذه ذلك تلك التي الذي الذين اللذي اللتي ما ماذا متي متى اين أين "
    "كيف لماذا كم هل لم لن لا ان أن إن او أو و ثم قد كان كانت كانوا يكون تكون هو هي هم هما انه أنه "
    "انها أنها به بها فيه فيها له لها لهم منه منها عليه عليها كل بعض بين بعد قبل عند حتى حتي اي أي "
    "ايه أية اذا إذا غير ايضا أيضا كما لكن بل مثل خلال منذ ليس ليست عندما حيث ولم وهو وهي وقد وكان "
    "وكانت از در را که این آن است بود شد با برای تا یا چه چند کدام کجا چرا "
    # Hindi and Nepali
    "का के की को में से है हैं था थे थी और पर ने यह वह ये वे एक इस उस इन उन भी नहीं कि जो तो ही या "
    "हो कर लिए द्वारा साथ तक अपने अपनी अपना कुछ किया गया गए गई होता होती होते हुए हुआ हुई रहा रहे "
    "रही क्या कौन कब कहाँ कहां कैसे क्यों कितने कितना कितनी किस किसने किसे किसको किन कौनसा कौनसी "
    "जब तब जिस जिसे जिसके जिसमें उसके उसकी उनके उनकी इसके इसकी इसे उसे उन्हें उन्होंने बाद लेकिन "
    "तथा एवं छ छन् र मा ले लाई "
    # Hebrew
    "של על את לא זה זאת זו הוא היא הם הן אם כי גם או עם אשר כל יותר מה מי מתי איפה איך למה כמה היה "
    "היתה היו יש אין"
)
"""Of scripts other than Latin, where the script decides what becomes of a word."""
