"""Words of reports that tell days, beyond those that questions have (`period_words`), by language.

A line is a letter, for some with a number, and its words or phrases; `_` is a space. The letters
that both tables have mean the same in both. What a line says wins over the table of questions, and
a later line over an earlier one.

M month  W weekday  E season  n number word  N day of the month in words
F weekend; 1 where its preposition is part of it  D part of a day
G K B A a day, week, month, year; g k b a several of them  H hours
T this  L last, where the one before may be meant  J the latest
X next, where the one after may be meant  C the coming one
Q that, same, previous: told from what was told before  q that, which may be a conjunction
R earlier  r later  P a day before or after what was told before
Z ago; V where it stands before its number
% every  ~ about, more than  ? a few
I what a month's name follows where it is one: "in"
o on, the  f of  d the  h his; the last three in English alone
t today; 1 for a part of it  y yesterday  p the day before it  z tomorrow
x nothing of the kind
"""

WORDS = {
    "en": """
o on at
f of
d the
h his her their its my our your
n1 a an
? few several couple
~ nearly almost about around roughly approximately over under than least up_to just_over
X next
C coming upcoming this_coming
L last
J this_past
T this
% every each any first second third fourth final most many some
Q previous preceding prior following same those another
q that
R earlier
r later
P-1 the_previous_day a_day_earlier one_day_earlier a_day_before one_day_before the_day_prior
P1 the_next_day the_following_day a_day_later one_day_later
Z ago
g days day
k weeks
b months
a years
I for since until till through before after end_of start_of beginning_of middle_of month_of mid
D morning afternoon evening night
t today
t1 tonight this_morning this_afternoon this_evening
y last_night
z tomorrow
p day_before_yesterday the_day_before_yesterday
x black_friday bloody_sunday good_friday easter_sunday easter_monday palm_sunday super_tuesday
x cyber_monday ash_wednesday maundy_thursday holy_thursday holy_saturday giving_tuesday
x man_friday girl_friday wednesday_addams sheffield_wednesday black_monday black_tuesday
x black_wednesday black_thursday black_saturday black_sunday whit_monday shrove_tuesday
x fat_tuesday taco_tuesday throwback_thursday casual_friday freaky_friday ruby_tuesday
x this_time_last_year this_day_last_year
x super_bowl_sunday super_bowl_monday tgi_friday easter_saturday
x sunday_times sunday_telegraph sunday_mirror sunday_express sunday_mail sunday_world
x mail_on_sunday sun_on_sunday saturday_night_live monday_night_football sunday_night_football
x thursday_night_football sunday_school sunday_roast today_show usa_today
""",
    "de": """
o der die das den dem des im am in an zum zur auf von vom
n1 ein eine einem einer einen
? einige einigen paar mehrere mehreren wenigen
~ fast rund etwa knapp gut über mehr_als weniger_als ungefähr mindestens
X nächste nächsten nächster nächstes nächstem
C kommende kommenden kommender kommendes kommendem
L letzte letzten letzter letztes letztem vorige vorigen voriger voriges
J vergangene vergangenen vergangener vergangenes vergangenem
T diese diesen dieser dieses diesem laufenden
% jede jeden jeder jedes jedem
Q vorherigen vorangegangenen folgenden darauffolgenden selben gleichen jenem jener jenen
R zuvor vorher
r später danach darauf
P-1 am_vortag tags_zuvor einen_tag_zuvor am_tag_zuvor einen_tag_vorher
P1 am_nächsten_tag am_folgenden_tag tags_darauf einen_tag_später am_tag_darauf
g tage tagen
k wochen
b monate monaten
a jahre jahren
I im seit bis anfang ende mitte mitte_des ab
D morgen vormittag mittag nachmittag abend nacht früh morgens abends nachts
t heute heutigen
t1 heute_morgen heute_früh heute_abend heute_nacht
y gestern gestern_abend gestern_morgen gestern_nachmittag gestern_nacht gestrigen
x schwarzer_freitag guten_morgen letzten_tag der_nächste_tag den_nächsten_tag
""",
    "fr": """
o le la l' les de du d' des au
n1 un une
? quelques plusieurs
~ près environ presque plus moins quelque
J dernier dernière passé passée
x derniers dernières passés passées
C prochain prochaine
T ce cet cette courant
% chaque tous_les toutes_les
Q précédent précédente suivant suivante même
R plus_tôt auparavant
r plus_tard
P-1 la_veille le_jour_précédent un_jour_plus_tôt le_jour_d'avant
P1 le_lendemain le_jour_suivant un_jour_plus_tard le_jour_d'après
x la_veille_de la_veille_du la_veille_des la_veille_d' le_lendemain_de le_lendemain_du
x le_lendemain_des le_lendemain_d' mardi_gras vendredi_saint jeudi_saint samedi_saint
x jeudi_noir mercredi_des_cendres lundi_de_pâques lundi_de_pentecôte black_friday
Z il_y_a
g jours
k semaines
a ans années
I en au_mois_de depuis jusqu'en fin début mi courant_du_mois_de dès avant
B mois
F week-end weekend fin_de_semaine
D matin soir midi après-midi nuit
t aujourd'hui
t1 ce_matin ce_soir cet_après-midi
y hier hier_soir hier_matin la_nuit_dernière
z demain demain_matin demain_soir
p avant-hier
""",
    "es": """
o el la los las de del al en
n1 un una uno
? unos unas varios varias algunos algunas pocos pocas
~ casi cerca unos_pocos más menos alrededor aproximadamente
J pasado pasada último_mes
x pasados pasadas últimos últimas desde_hace
C próximo próxima que_viene
T este esta actual presente
% cada todos_los todas_las
Q anterior siguiente mismo misma aquel aquella ese esa
R antes
r después más_tarde
P-1 el_día_anterior un_día_antes la_víspera el_día_antes
P1 al_día_siguiente el_día_siguiente un_día_después
x la_víspera_de la_víspera_del el_día_antes_de el_día_antes_del un_día_antes_de un_día_después_de
x un_día_antes_del un_día_después_del
x santo_domingo plácido_domingo viernes_santo jueves_santo sábado_santo miércoles_de_ceniza
x domingo_de_ramos domingo_de_resurrección lunes_de_pascua viernes_negro
Z hace
g días
k semanas
b meses
a años
I en desde hasta a_finales_de a_principios_de a_mediados_de finales_de principios_de mediados_de
I mes_de
F fin_de_semana
D por_la_mañana por_la_tarde por_la_noche de_madrugada
t hoy
t1 esta_mañana esta_tarde esta_noche
y ayer anoche ayer_por_la_tarde ayer_por_la_noche ayer_por_la_mañana
p anteayer antes_de_ayer
""",
    "tr": """
n1 bir
? birkaç bazı
~ yaklaşık neredeyse aşkın fazla
C gelecek önümüzdeki
L geçen
J geçtiğimiz
T bu
% her
Q önceki ertesi sonraki aynı o
P1 ertesi_gün
g günler günlerde günlerdir
k haftalar haftalarda haftalardır
b aylar aylarda aylardır
a yıllar yıllarda yıllardır
A yılından yılındaki
B ayındaki ayının ayından
F hafta_sonu hafta_sonunda haftasonu
G günü günkü gününden
W1 salı
D sabahı sabah öğleden_sonra akşamı akşam gecesi gece
t bugün bugünkü
t1 bu_sabah bu_akşam bu_gece
y dün dünkü dün_sabah dün_akşam dün_gece
z yarın yarınki
x kara_cuma pazar_yeri pazar_yerinde ocak_başı ocak_başında
""",
    "ru": """
o на под
n1 один одну одна
n2 двумя
n3 тремя
? несколько нескольких пару
~ почти около примерно более больше менее свыше порядка
X следующий следующего следующую следующей следующем будущем будущего
C ближайший ближайшую ближайшее ближайшие предстоящий предстоящую предстоящие
L прошлый прошлая прошлую прошлой прошлом прошлого прошлым прошлое
J минувший минувшую минувшей минувшем минувшего минувшее минувшие прошедший прошедшую
J прошлые_выходные прошедшие
T этот эту этой этом этого это эти этих нынешнем текущем текущего нынешнего
x прошлые прошлых каждой_весной
% каждый каждую каждое каждые
Q предыдущий предыдущего предыдущем предыдущую тот ту того том той та такой
R ранее раньше
r спустя позже
P-1 накануне днем_ранее днём_ранее
P1 на_следующий_день днем_позже днём_позже
x чёрная_пятница черная_пятница черную_пятницу чистый_четверг
x страстная_пятница окружающую_среду среду_обитания на_сегодня
Z назад тому_назад
g дней дни днях дня днями сутки суток
k недель неделях неделями
b месяцы месяцев месяцах
a годы лет годах
A г
I в во с со до начале конце середине начала конца середины
F выходные выходных уик-энд
F1 на_выходных
W0 понедельника понедельнику
W3 четверга
W5 субботы
D утром днем днём вечером ночью
t сегодня
t1 сегодня_утром сегодня_днем сегодня_вечером сегодня_ночью
y вчера вчера_утром вчера_днем вчера_вечером вчера_ночью
z завтра завтра_утром завтра_вечером
""",
    "uk": """
o на під
n1 один одну одна
n2 двома дві два
n3 трьома
? кілька кількох декілька пару
~ майже близько приблизно понад більше менше
X наступний наступного наступну наступної наступному
C найближчий найближчу найближчими прийдешній
L минулий минулу минулої минулого минулому минулих
T цей ця цю цієї цього цьому ці цими поточного нинішнього
x минулі
% кожен кожну кожного щочетверга щороку щотижня
Q попередній попереднього попередньому той ту того тому_ж
R раніше
r потому пізніше
P-1 напередодні днем_раніше
P1 наступного_дня днем_пізніше
x чорна_п'ятниця чорну_п'ятницю страсна_п'ятниця на_сьогодні
Z тому
g дні днів днях днями
k тижні тижнів тижнях
b місяців
a роки років роках
I у в з із зі до від початку кінці наприкінці середині
F вихідні вихідних вихідними
F1 на_вихідних
W1 вівторок вівторка
W3 четвер четверга
W4 п'ятниця п'ятницю п'ятниці
W5 субота суботу суботи
D вранці зранку вдень увечері ввечері вночі уночі
t сьогодні
t1 сьогодні_вранці сьогодні_зранку сьогодні_вдень сьогодні_ввечері сьогодні_вночі
y вчора учора вчора_ввечері учора_ввечері вчора_увечері учора_увечері вчора_вранці учора_вранці
z завтра
""",
    "ar": """
o من
n1 واحد واحدة
N1 الأول
N2 الثاني
N3 الثالث
N4 الرابع
N5 الخامس
N6 السادس
N7 السابع
N8 الثامن
N9 التاسع
N10 العاشر
N11 الحادي_عشر
N12 الثاني_عشر
N13 الثالث_عشر
N14 الرابع_عشر
N15 الخامس_عشر
N16 السادس_عشر
N17 السابع_عشر
N18 الثامن_عشر
N19 التاسع_عشر
N20 العشرين
N21 الحادي_والعشرين
N22 الثاني_والعشرين
N23 الثالث_والعشرين
N24 الرابع_والعشرين
N25 الخامس_والعشرين
N26 السادس_والعشرين
N27 السابع_والعشرين
N28 الثامن_والعشرين
N29 التاسع_والعشرين
N30 الثلاثين
N31 الحادي_والثلاثين
? بضعة عدة القليلة بضع
~ نحو حوالي أكثر أقل قرابة
J الماضي الماضية المنصرم المنصرمة الفائت الفائتة
T هذا هذه الجاري الحالي الجارية الحالية
C القادم القادمة المقبل المقبلة
% كل
Q السابق السابقة التالي التالية نفس نفسه نفسها ذلك تلك
R في_وقت_سابق_من
P-1 في_اليوم_السابق
P1 في_اليوم_التالي
V قبل
g أيام
k أسابيع
b أشهر شهور
a أعوام سنوات
I في خلال منذ حتى مطلع أواخر أوائل منتصف نهاية بداية
F عطلة_نهاية_الأسبوع نهاية_الأسبوع
M1 كانون_الثاني
M10 تشرين_الأول
M11 تشرين_الثاني
M12 كانون_الأول
D بعد_ظهر صباح ظهر عصر مساء ليل ليلة فجر
t اليوم
y أمس مساء_أمس صباح_أمس ليلة_أمس ظهر_أمس
p أول_أمس أول_من_أمس أمس_الأول
z غدا
x طوال_اليوم ذلك_اليوم حتى_اليوم الجمعة_السوداء الجمعة_العظيمة سبت_النور أحد_الشعانين
x شهر_رمضان كل_يوم
""",
}
"""Each language's lines."""

POSTPOSED = frozenset({"ar", "es", "fr"})
"""Where "last" follows its noun, as a rule, and means the latest."""

COMPOUNDS = (
    "morgen",
    "vormittag",
    "mittag",
    "nachmittag",
    "abend",
    "nacht",
)
"""What German writes onto a weekday."""
