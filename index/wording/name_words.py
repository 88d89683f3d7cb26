"""Words that tell whether something capitalised in an English sentence names a person.

Lists of kinds of words, not of names: see `index.wording.people`.
"""

from index.wording.vocabulary import word_set

PARTICLES = word_set("al el bin ibn bint ben van von der den de da dos du del della di la le ter")
KUNYAS = word_set("Abu Abou Umm Um")
"""With a name behind them they are one."""

TITLES = word_set(
    "President Vice Prime Minister Premier Chancellor Secretary Senator Sen Representative Rep"
    " Congressman Congresswoman Governor Gov Mayor Ambassador Judge Justice Chief General Gen"
    " Lieutenant Lt Major Maj Colonel Col Captain Capt Sergeant Sgt Commander Admiral Adm"
    " Marshal Brigadier Brig Officer Sheriff Detective Inspector Mr Mrs Ms Miss Dr Doctor Prof"
    " Professor Rev Reverend Father Imam Ayatollah Sheikh Shaikh Mullah Attorney Speaker"
    " Director Chairman Chairwoman Executive Leader Head Coach Emperor Rabbi Bishop Archbishop"
    " Cardinal Press Spokesman Spokeswoman Deputy Foreign Defense Defence Actor Actress Singer"
    " Rapper Author Former Late"
)
"""Before a name, capitalised, and not marked with it."""

OFFICES = word_set("State Defense Defence Staff Treasury Commerce Energy Education Labor Homeland")
"""Behind "Secretary of" and "Chief of"."""

ROLES = word_set(
    "leader commander chief president minister spokesman spokeswoman spokesperson official"
    " general colonel actor actress singer rapper director author writer striker midfielder"
    " defender goalkeeper coach quarterback founder executive smuggler fighter lawyer journalist"
    " governor senator mayor judge comedian musician player star candidate suspect gunman son"
    " daughter wife husband brother sister father mother billionaire entrepreneur hunter"
    " prisoner named called nicknamed successor predecessor deputy emir pope king queen prince"
    " princess host"
)
"""Before a name, in small letters: after one of them a single word may be a name."""

NO_PEOPLE = word_set(
    "State States Army Navy Force Forces Command Ministry Department House Senate Congress"
    " Council Party Union Nations Court University College School Hospital Company Corp Inc Ltd"
    " Group Bank Agency Bureau Association League Club Cup Bowl Series Games Olympics Olympic"
    " Center Centre Institute Museum Street Avenue Road River Lake Mount Mountain Mountains"
    " Island Islands Sea Ocean Gulf Bay Beach Valley Desert City County Province District"
    " Republic Kingdom Northern Southern Eastern Western Central United National International"
    " Democratic Islamic Republican Republicans Democrats Times Post News Press Journal Magazine"
    " Network Airlines Airport Stadium Park Square Tower Bridge Church Night Week Act Award"
    " Awards Prize Oscars Grammys Emmys Tonys Golden Globe Globes Borough Twitter Facebook Books"
    " Voices Academy Camp Front Brigade Brigades Battalion Corps Guard Guards Intelligence"
    " Security Service Services Committee Commission Organization Organisation Foundation"
    " Society Authority Administration Office Program Programme Project Operation War Wars"
    " Treaty Agreement World Global American Europe Africa Asia America Supreme Federal Medical"
    " Health Football Basketball Baseball Festival Championship Championships Open Final Finals"
    " Media Studios Pictures Records Music Picture Film Movie Album Song Show Theatre Theater"
    " Hotel Hall Palace Castle Station Data Research Report Survey Poll Review Constitution"
    " Amendment Rights Reserve Treasury Dhabi Ghraib Kamal Sayyaf Haram"
)
"""In the names of organisations, places, works and prizes."""

PLACE_BEGINS = word_set(
    "North South East West New San Santa Los Las Hong Sri Sierra Saudi Burkina Costa Puerto Rio"
    " Buenos Kuala Tel Cape El Middle Wall Silicon Fort Port Great Grand Super High Best Royal"
    " Deir Dayr Tal Tell Jabal Jebel Kafr Ain Ayn Bab Ras Wadi Beit Bayt Marj Burj Jabhat Jaish"
    " Harakat Ansar Liwa Ahrar Hayat Umm Um"
)
"""How the names of places and armed groups begin."""

PEOPLES = word_set(
    "American Americans British English Scottish Welsh Irish French German Germans Italian"
    " Italians Spanish Russian Russians Ukrainian Ukrainians Syrian Syrians Iraqi Iraqis Iranian"
    " Iranians Turkish Turks Kurdish Kurds Israeli Israelis Palestinian Palestinians Lebanese"
    " Jordanian Egyptian Saudi Afghan Afghans Pakistani Indian Indians Chinese Japanese Korean"
    " Australian Canadian Mexican Brazilian European Europeans African Asian Arab Arabs Muslim"
    " Muslims Jewish Jews Sunni Shiite Shia Yazidi Californian Londoner Belgian Dutch Swedish"
    " Norwegian Danish Polish Greek Libyan Tunisian Yemeni Somali Nigerian Kenyan"
)
"""What people are called after where they come from and what they believe."""

OPENERS = word_set(
    "A An The In On At After Before When While As For From With Without By If It He She They We"
    " You I His Her Their Its Our My This That These Those There Here And But Or So Yet Nor Not"
    " No Some Many Most More Few Several All Both Each Every Other Another One Two Three Four"
    " Five Six Seven Eight Nine Ten Since Until During Although Though Because Once Now Then"
    " Today Yesterday Tonight Earlier Later Last Next Meanwhile However Also Still Even Just"
    " Only According Among Under Over Between Through Across Into Off Out Up Down How What Who"
    " Whom Whose Which Where Why Is Are Was Were Will Would Could Should Can May Might Must Did"
    " Does Do Has Have Had Let Despite Following Instead Like Unlike Such Police Officials"
    " Officers Authorities Troops Soldiers Rebels Actors Fans Critics Singers People Women Men"
    " Children Star Stars Fellow Longtime Billionaire Founder"
)
"""Ordinary words that begin a sentence, and so have a capital."""

PLACED = word_set("the in at near outside across around into throughout inside toward towards")
"""What stands before an organisation or a place, hardly ever before a person's name."""
