// SPDX-License-Identifier: Apache-2.0
/* The table of commands: dispatch, help, completion and docs/reference.md derive from it. */
#include "cli/cli.h"

const CliOption CLI_GLOBAL_OPTIONS[] = {
    {"db", CLI_TEXT, N_("FILE"), "hantar.db", N_("the database")},
    {"scope", CLI_TEXT, N_("CODE"), NULL,
     N_("the regency, province (two digits) or nation (id), where the database holds several")},
    {"key", CLI_TEXT, N_("FILE"), NULL, N_("the secret key that signs what is stated")},
    {"json", CLI_FLAG, NULL, NULL, N_("report as JSON on standard output")},
    {"lang", CLI_CHOICE, "id|en", NULL, N_("language of messages and papers")},
    {"help", CLI_FLAG, NULL, NULL, N_("show the help of a command")},
    {NULL, CLI_FLAG, NULL, NULL, NULL},
};

/* Of commands that play a plan in many scenarios: see cli_weather. */
#define CHANCE_OPTIONS                                                                             \
    {"seed", CLI_INT, N_("NUMBER"), "1", N_("seed of the chances")},                               \
        {"threads", CLI_INT, N_("NUMBER"), "1", N_("threads at work")},                            \
        {"month", CLI_INT, N_("MONTH"), NULL, N_("rain as in that month (1 to 12) on every day")}, \
        {"forecast", CLI_TEXT, N_("FILE"), NULL,                                                   \
         N_("CSV day,rain_mm[,zone]: rain of known days")},                                        \
        {"climate", CLI_TEXT, N_("FILE"), NULL, N_("rain by month, as hantar climate writes it")}, \
        {"tides", CLI_TEXT, N_("FILE"), NULL, N_("CSV time,level_m: high and low waters")}, {      \
        "settings", CLI_TEXT, N_("FILE"), NULL, N_("in place of data/hazards.json")                \
    }
#define WEATHER_OPTIONS {"scenarios", CLI_INT, N_("NUMBER"), "1000", N_("how many")}, CHANCE_OPTIONS

const CliCommand CLI_COMMANDS[] = {
    {"init",
     "",
     0,
     0,
     N_("make a new database with an election's rules"),
     N_("The rules are data: quantities, contests, stages and limits. Built in are pemilu-2024, "
        "pilkada-2024 and pilkada-2020; a file of your own works the same way "
        "(docs/election-rules.md). Run again on the same database, it adds another regency. A "
        "province (--scope 12) and "
        "the nation (--scope id) have a log without stations, for what regencies share."),
     "hantar init --db x.db --election pemilu-2024 --scope 1222",
     {{"election", CLI_TEXT, N_("NAME|FILE"), NULL, N_("built-in rules, or a rule file")},
      {"replace", CLI_FLAG, NULL, NULL, N_("take other rules where some stand already")}},
     cmd_init},
    {"import",
     N_("KIND FILE..."),
     1,
     CLI_ARGUMENTS_MAX - 1,
     N_("take in what a file says: stations, fleet, roads, people"),
     N_("KIND is tps, districts, depots, fleet, personnel, hazards, vulnerability, items, "
        "boundaries or roads; "
        "or of the warehouse: contracts, presses, print-orders, shipments, receipts, sorting, "
        "replacements, transfers, destructions, packing, usage or stock-counts. "
        "Tables may be CSV, XLSX or ODS with headings in Indonesian or English; boundaries, and "
        "hazards that are areas, GeoJSON, "
        "GeoPackage or shapefile; roads OSM PBF or XML. All faults of a file are listed and then "
        "it "
        "is refused whole; the same file again changes nothing."),
     "hantar import --db x.db tps tps.xlsx",
     {{"replace", CLI_FLAG, NULL, NULL, N_("rows that are not in the file are removed")},
      {"row", CLI_TEXT, N_("ROW"), NULL,
       N_("one typed row instead of a file: \"heading=value; heading=value\"")},
      {"correct", CLI_FLAG, NULL, NULL,
       N_("documents that stand may change: the record keeps both")},
      {"dry-run", CLI_FLAG, NULL, NULL, N_("show what would change, and change nothing")}},
     cmd_import},
    {"needs",
     "",
     0,
     0,
     N_("what every place needs, by the election's rules"),
     NULL,
     "hantar needs --db x.db --by district",
     {{"by", CLI_CHOICE, "tps|village|district|regency", "regency", N_("one row per such place")},
      {"explain", CLI_TEXT, N_("TPS"), NULL,
       N_("every number of one TPS with its rule and source")},
      {"since", CLI_INT, N_("EVENT"), NULL,
       N_("what changed since that event of the log (see hantar log list)")}},
     cmd_needs},
    {"plan",
     "",
     0,
     0,
     N_("make a dated plan: which vehicle brings what to whom, when"),
     N_("Nothing undelivered first, then cost. With --iterations instead of --time the same seed "
        "gives the same plan, byte for byte. What cannot be delivered is named with the reason; "
        "then the exit status is 1 and nothing is recorded, unless --accept-unserved is given. "
        "With --robust the plan is chosen for the chance that every TPS is served in time: plans "
        "are made with more and more room where scenarios of rain, floods, delays and breakdowns "
        "show that it is needed, and the price of that is shown as a curve to choose from. Left to "
        "itself it takes the safest plan that costs at most a tenth more than the plain one."),
     "hantar plan --db x.db --from 2024-02-10 --to 2024-02-13 --time 20 --seed 1",
     {{"from", CLI_DATE, N_("DATE"), NULL, N_("first day of the distribution")},
      {"to", CLI_DATE, N_("DATE"), NULL, N_("last day")},
      {"time", CLI_DECIMAL, N_("SECONDS"), "20", N_("how long to search")},
      {"iterations", CLI_INT, N_("STEPS"), NULL, N_("search so many steps instead")},
      {"seed", CLI_INT, N_("NUMBER"), "1", N_("seed of the search")},
      {"threads", CLI_INT, N_("NUMBER"), "1", N_("threads at work")},
      {"hardest-first", CLI_FLAG, NULL, NULL, N_("the hardest to reach on the first days")},
      {"revote", CLI_INT, N_("NUMBER"), NULL,
       N_("for a re-vote: its TPS and contests that are still open (hantar revote)")},
      {"tps", CLI_TEXT, N_("FILE"), NULL, N_("for the TPS of a list only: CSV with a column tps")},
      {"vote", CLI_DATE, N_("DATE"), NULL,
       N_("the day on which they vote; of a re-vote else its deadline")},
      {"savings", CLI_FLAG, NULL, NULL, N_("plain savings method without search, to compare")},
      {"accept-unserved", CLI_FLAG, NULL, NULL, N_("record the plan although it leaves some out")},
      {"robust", CLI_FLAG, NULL, NULL, N_("choose a plan that holds when it rains")},
      {"max-cost-rise", CLI_DECIMAL, N_("PERCENT"), NULL,
       N_("with --robust: the safest that costs at most so much more (9)")},
      {"max-late", CLI_DECIMAL, N_("TPS"), NULL,
       N_("with --robust: the cheapest with so few late TPS expected")},
      {"pick", CLI_INT, N_("NUMBER"), NULL, N_("with --robust: this plan of the curve")},
      {"scenarios", CLI_INT, N_("NUMBER"), "400", N_("with --robust: how many")},
      {"month", CLI_INT, N_("MONTH"), NULL, N_("rain as in that month (1 to 12) on every day")},
      {"forecast", CLI_TEXT, N_("FILE"), NULL, N_("CSV day,rain_mm[,zone]: rain of known days")},
      {"climate", CLI_TEXT, N_("FILE"), NULL, N_("rain by month, as hantar climate writes it")},
      {"settings", CLI_TEXT, N_("FILE"), NULL, N_("in place of data/hazards.json")}},
     cmd_plan},
    {"replan",
     N_("[PLAN]"),
     0,
     1,
     N_("change a plan that is under way, as little as possible"),
     N_("What has happened comes from the record: the steps of trips (hantar trip) and the scans "
        "at the TPS; a table of what has happened, closures and breakdowns given here are stated "
        "in it first. A trip of which nothing was said goes as planned. What has been done stands; "
        "what is aboard stays aboard, or is taken over where its vehicle broke down. Each TPS that "
        "gets another vehicle, or is served more than half an hour earlier or later, costs as the "
        "election's rules say. The new plan replaces the old one; hantar export writes a sheet for "
        "each crew that something changes for."),
     "hantar replan --db x.db --at \"2024-02-11 10:00\" --broken \"TR-03@09:40\"",
     {{"at", CLI_TEXT, N_("TIME"), NULL, N_("the moment, as 2024-02-10 07:30; else the present")},
      {"happened", CLI_TEXT, N_("FILE"), NULL,
       N_("CSV vehicle,time,what,tps,lat,lon: what has happened")},
      {"closed", CLI_TEXT, N_("FILE"), NULL, N_("GeoJSON of roads that are closed now")},
      {"broken", CLI_TEXT, N_("VEHICLE@TIME,..."), NULL, N_("vehicles that broke down")},
      {"time", CLI_DECIMAL, N_("SECONDS"), "2", N_("how long to search")},
      {"iterations", CLI_INT, N_("STEPS"), NULL, N_("search so many steps instead")},
      {"seed", CLI_INT, N_("NUMBER"), "1", N_("seed of the search")},
      {"threads", CLI_INT, N_("NUMBER"), "1", N_("threads at work")},
      {"accept-unserved", CLI_FLAG, NULL, NULL, N_("record the plan although it leaves some out")}},
     cmd_replan},
    {"check",
     N_("[PLAN]"),
     0,
     1,
     N_("check every rule that a plan must keep"),
     N_("By other code than made it: loads from the needs, times from the map, prices from the "
        "fleet. Lists each broken rule."),
     "hantar check --db x.db",
     {{NULL, CLI_FLAG, NULL, NULL, NULL}},
     cmd_check},
    {"explain",
     N_("[PLAN]"),
     0,
     1,
     N_("why each trip is as it is, and what one more vehicle or day would save"),
     N_("What binds a trip is found by trying: which stops of other trips it could not take, and "
        "by which rule. What one more vehicle, escort team, day, hour or open road would save is "
        "found by solving the changed problem from the plan as it is, three times with and three "
        "times without the change; a gain counts only if all three are better. With --iterations "
        "instead of --time the answer is the same every time; 0 leaves this part out."),
     "hantar explain --db x.db --trip 0213-TR-01-1",
     {{"trip", CLI_TEXT, N_("TRIP"), NULL, N_("this trip only, by its id or its number")},
      {"vehicle", CLI_TEXT, N_("VEHICLE"), NULL, N_("the trips of this vehicle only")},
      {"time", CLI_DECIMAL, N_("SECONDS"), "60", N_("how long to search, all changes together")},
      {"iterations", CLI_INT, N_("STEPS"), NULL, N_("search so many steps for each run instead")},
      {"seed", CLI_INT, N_("NUMBER"), "1", N_("seed of the search")},
      {"threads", CLI_INT, N_("NUMBER"), "1", N_("runs at the same time")}},
     cmd_explain},
    {"simulate",
     N_("[PLAN]"),
     0,
     1,
     N_("how the plan fares in many scenarios of rain, floods, delays and breakdowns"),
     N_("In every scenario each crew follows the plan as well as it can: it drives round a flood, "
        "a landslide or a tide, or waits until it passes, whichever is sooner; leaves a stop that "
        "it cannot reach and comes back to it later, or hands the goods over to a boat at a "
        "landing or to who stands at a PPK. Told are the chance of each TPS to be served in time, "
        "with an "
        "interval of 95 percent, how many TPS are late on average and in the worst twentieth of "
        "the scenarios, the cost, and what each hazard does to it. The same seed gives the "
        "same answer on any number of threads, and the same weather to every plan."),
     "hantar simulate --db x.db --scenarios 1000 --month 1 --threads 2",
     {WEATHER_OPTIONS,
      {"no-gains", CLI_FLAG, NULL, NULL,
       N_("do not ask what each hazard would bring if it stayed open")}},
     cmd_simulate},
    {"learn",
     N_("[PLAN]"),
     0,
     1,
     N_("compare what was predicted with what happened"),
     N_("Plays the plan as hantar simulate does, and sets the chances beside what is known: when "
        "the "
        "goods came to each TPS (handovers on the record, or hantar import arrivals FILE), and "
        "where roads were closed (hantar import passability FILE). Told are Brier's score and its "
        "parts, the slope of truth over prediction, and for each band of predictions how many came "
        "true. Whether the model still fits is judged by its own scenarios: each is taken for the "
        "truth once, and the truth is as odd as its place among them."),
     "hantar learn --db x.db --scenarios 1000 --forecast bmkg.csv",
     {WEATHER_OPTIONS},
     cmd_learn},
    {"advise",
     N_("[PLAN]"),
     0,
     1,
     N_("what would help most against lateness, what it costs, and who can do it"),
     N_("Everything that somebody could change is tried in the same scenarios as hantar simulate: "
        "flood points and single roads kept open, TPS served sooner or on another day, earlier "
        "starts, one more vehicle, escort team or spare vehicle of every kind, a vehicle moved or "
        "exchanged for another class, PPK passed by or opened as a store. A "
        "changed plan is solved from the plan as it is. The programme takes the best measure, then "
        "the best one once that is done, and so on; gains are told from scenarios that the choice "
        "has not seen, with an interval of 95 percent. Costs of guards, repairs and escorts are "
        "settings of data/hazards.json. Told as well: every road that the plan uses, and what is "
        "cut off or delayed were it closed. Fewer than 256 scenarios are not taken for a choice. "
        "The same seed gives the same answer on any number of threads."),
     "hantar advise --db x.db --month 12 --threads 2",
     {{"measures", CLI_INT, N_("NUMBER"), "5", N_("how many at most in the programme")},
      {"iterations", CLI_INT, N_("STEPS"), "300", N_("search so many steps for each changed plan")},
      {"all", CLI_FLAG, NULL, NULL,
       N_("try every measure in all scenarios: slow, to check the choice")},
      WEATHER_OPTIONS},
     cmd_advise},
    {"climate",
     N_("FILE"),
     1,
     1,
     N_("fit rain by month to a measured series"),
     N_("FILE is a CSV of days (day, rain_mm) or of months (year, month, days_measured, "
        "wet_days_1mm, rain_mm). The answer is JSON for hantar simulate --climate."),
     "hantar climate rain.csv --lat -0.02 --lon 109.33",
     {{"lat", CLI_TEXT, N_("DEGREES"), NULL, N_("where it was measured")},
      {"lon", CLI_TEXT, N_("DEGREES"), NULL, N_("where it was measured")}},
     cmd_climate},
    {"export",
     N_("[PLAN]"),
     0,
     1,
     N_("write the papers: PDF, XLSX, GeoJSON, iCalendar, index.html"),
     N_("The labels are those of hantar labels, and are among the papers once boxes have numbers "
        "(hantar units) and a key signs them (hantar key new --kind label, hantar key enrol)."),
     "hantar export --db x.db --to papers/",
     {{"to", CLI_TEXT, N_("DIR"), NULL, N_("the directory, made if need be")},
      {"what-if", CLI_INT, N_("STEPS"), NULL,
       N_("with what one more vehicle or day would save (see hantar explain --iterations)")},
      {"scenarios", CLI_INT, N_("NUMBER"), "200",
       N_("play the plan in so many (see hantar simulate) and print its risk; 0 leaves it out")},
      {"advise", CLI_INT, N_("NUMBER"), "0",
       N_("with so many measures that would help most, for the Desk (see hantar advise)")},
      CHANCE_OPTIONS},
     cmd_export},
    {"close",
     N_("[FILE]"),
     0,
     1,
     N_("state that a road is closed, or list what is"),
     N_("FILE is GeoJSON of the form that hantar matrix reads: each area, line or point is a "
        "closure "
        "of its own. Or one way or one place by --way or --at. Plans, checks and papers that are "
        "made afterwards count on no road that is closed on their days; whoever is cut off is "
        "named. "
        "Without FILE, --way and --at it lists the closures that stand."),
     "hantar close --db x.db --at 1.7764,100.1943 --class truck --reason banjir",
     {{"way", CLI_TEXT, N_("NUMBER"), NULL, N_("an OSM way")},
      {"at", CLI_TEXT, N_("LAT,LON"), NULL, N_("the road nearest to a place")},
      {"class", CLI_TEXT, N_("CLASSES"), NULL,
       N_("for these vehicle classes only: truck, 4x4 ...")},
      {"from", CLI_TEXT, N_("TIME"), NULL, N_("closed from, as 2024-02-10T07:30+07:00")},
      {"to", CLI_TEXT, N_("TIME"), NULL, N_("closed until")},
      {"reason", CLI_TEXT, N_("TEXT"), NULL, N_("why")}},
     cmd_close},
    {"open",
     N_("CLOSURE..."),
     1,
     CLI_ARGUMENTS_MAX,
     N_("state that a closed road is open again"),
     NULL,
     "hantar open --db x.db 12",
     {{NULL, CLI_FLAG, NULL, NULL, NULL}},
     cmd_open},
    {"warn",
     N_("[FILE...|confirm WARNING|drop WARNING]"),
     0,
     CLI_ARGUMENTS_MAX,
     N_("receive warnings (CAP 1.2), or decide what follows from one"),
     N_("FILE is a message of the Common Alerting Protocol, as BMKG sends them. It is kept as it "
        "came and changes nothing: somebody looks at it and confirms what is proposed (rain that "
        "is counted on, a flood or landslide area, closed ways), or something else with --as. An "
        "Update or a Cancel takes back what was made of the messages that it names once it is "
        "confirmed in turn; drop takes it back by hand. Messages that are not Actual (Test, "
        "Exercise, Draft) are shown and never used. Without FILE it lists what was received."),
     "hantar warn --db x.db bmkg.xml",
     {{"as", CLI_CHOICE, "rain|flood|landslide|closure|none", NULL,
       N_("make that of it, not what is proposed")},
      {"rain", CLI_INT, N_("MM"), NULL, N_("so much rain on each of its days")},
      {"class", CLI_TEXT, N_("CLASSES"), NULL, N_("close the ways to these classes only")},
      {"now", CLI_TEXT, N_("TIME"), NULL, N_("as seen at that time")}},
     cmd_warn},
    {"units",
     N_("[PLACE]"),
     0,
     1,
     N_("give numbers to boxes, sets, cartons and seals, or list them"),
     N_("Without options every box and outside-the-box set that the needs ask for and that has no "
        "number yet gets one. PLACE is a TPS, village or district: then its units are listed. A "
        "code is eleven digits with a check digit, the same number is the SSCC of GS1."),
     "hantar units --db x.db",
     {{"list", CLI_FLAG, NULL, NULL, N_("list, and give no numbers")},
      {"prefix", CLI_TEXT, N_("DIGITS"), NULL, N_("the office's company prefix of GS1, 7 digits")},
      {"seals", CLI_TEXT, N_("FIRST-LAST"), NULL, N_("register seals, as A000001-A005000")},
      {"type", CLI_TEXT, N_("TEXT"), "paper", N_("of the seals: paper, plastic, cable ...")},
      {"batch", CLI_TEXT, N_("TEXT"), NULL, N_("of the seals: the maker's batch")},
      {"cartons", CLI_INT, N_("NUMBER"), NULL, N_("so many cartons get a number")},
      {"contest", CLI_TEXT, N_("CONTEST"), NULL, N_("of what the cartons hold")},
      {"item", CLI_TEXT, N_("ITEM"), "ballot", N_("what the cartons hold")},
      {"holds", CLI_INT, N_("NUMBER"), "500", N_("how many a carton holds")},
      {"containers", CLI_INT, N_("NUMBER"), NULL, N_("so many containers get a number")}},
     cmd_units},
    {"labels",
     N_("[PLACE]"),
     0,
     1,
     N_("print labels with a signed code, or check one"),
     N_("The code of a label is signed with the key for labels (hantar key new --kind label, "
        "hantar "
        "key enrol), so that anyone with its public half can check it without a network: hantar "
        "labels --check TEXT --public FILE.pub. PLACE is a TPS, village or district. With a plan "
        "the labels come in the order of loading."),
     "hantar labels --db x.db 122203 --out label.pdf",
     {{"out", CLI_TEXT, N_("FILE"), "label.pdf", N_("where the sheets are written")},
      {"kind", CLI_CHOICE, "box|outside|carton|container", NULL, N_("only these")},
      {"label-key", CLI_TEXT, N_("FILE"), NULL, N_("the secret key that signs labels")},
      {"unsigned", CLI_FLAG, NULL, NULL, N_("print codes without a signature")},
      {"seals", CLI_FLAG, NULL, NULL, N_("add the list of seals")},
      {"check", CLI_TEXT, N_("TEXT"), NULL, N_("what a scanner read from a label")},
      {"public", CLI_TEXT, N_("FILE"), NULL,
       N_("check against this public key, without a database")}},
     cmd_labels},
    {"pack",
     N_("[FILE...]"),
     0,
     CLI_ARGUMENTS_MAX,
     N_("fill boxes and sets by scan, or list what belongs into them"),
     N_("Lines come from the keyboard, a scanner or FILE: a box or set opens its kit; ITEM COUNT, "
        "a "
        "carton, or \"all\" says what is in it; a seal is put on; \"close\" ends it, with \"close "
        "! "
        "REASON\" where something lacks; \"drop\" forgets it. What does not belong is refused. "
        "With "
        "--list, FILE is a place, and the order is that of loading in the newest plan."),
     "hantar pack --db x.db --list 1222011001001",
     {{"list", CLI_FLAG, NULL, NULL, N_("what belongs into each box and set")},
      {"from", CLI_TEXT, N_("ROLE:OFFICE@PLACE"), NULL, N_("who packs; the KPU otherwise")},
      {"at", CLI_TEXT, N_("PLACE"), NULL, N_("where: a depot, or a name")},
      {"time", CLI_TEXT, N_("TIME"), NULL, N_("when, as 2024-02-10 07:30; the present otherwise")}},
     cmd_pack},
    {"scan",
     N_("[FILE...]"),
     0,
     CLI_ARGUMENTS_MAX,
     N_("state what happens to items: released, accepted, opened ..."),
     N_("Without FILE lines come from the keyboard or a scanner: a label or code, the seals on it, "
        "and behind a ! what is wrong. FILE may hold such lines, signed events of telephones (one "
        "JSON per line), or paper forms typed into a table with the columns code, action, time, "
        "from_role, from, to_role, to, place, document, seals, condition, exception. Each line "
        "stands for itself; one that does not count is kept with its reason."),
     "hantar scan --db x.db --action release --at KPU-1222 --from kpu:KPU --to 'ppk:PPK A@122203'",
     {{"action", CLI_CHOICE,
       "pack|store|release|accept|refuse|open|reseal|return|lose|find|destroy", "accept",
       N_("what happens")},
      {"at", CLI_TEXT, N_("PLACE"), NULL, N_("where: a TPS, district, depot, or a name")},
      {"time", CLI_TEXT, N_("TIME"), NULL, N_("when, as 2024-02-10 07:30; the present otherwise")},
      {"from", CLI_TEXT, N_("ROLE:OFFICE@PLACE"), NULL, N_("who lets go, or acts")},
      {"to", CLI_TEXT, N_("ROLE:OFFICE@PLACE"), NULL, N_("who receives")},
      {"witness", CLI_TEXT, N_("ROLE:OFFICE"), NULL, N_("who watched")},
      {"destination", CLI_TEXT, N_("PLACE"), NULL, N_("where it goes")},
      {"document", CLI_TEXT, N_("NUMBER"), NULL, N_("berita acara or surat jalan")},
      {"trip", CLI_TEXT, N_("TRIP"), NULL, N_("the trip of a plan")},
      {"vehicle", CLI_TEXT, N_("TEXT"), NULL, N_("what carries it")},
      {"escort", CLI_TEXT, N_("TEXT"), NULL, N_("who guards it")},
      {"condition", CLI_TEXT, N_("TEXT"), NULL, N_("in what condition: intact ...")},
      {"exception", CLI_TEXT, N_("TEXT"), NULL, N_("what is wrong with all of them")},
      {"note", CLI_TEXT, N_("TEXT"), NULL, N_("a remark")},
      {"purpose", CLI_TEXT, N_("TEXT"), NULL,
       N_("why; \"repack\" when a box is opened to be packed again")},
      {"photo", CLI_TEXT, N_("FILE"), NULL,
       N_("a photo of it; the record holds a commitment to its hash")},
      {"back", CLI_FLAG, NULL, NULL, N_("on the way back from the TPS")},
      {"settle", CLI_FLAG, NULL, NULL, N_("settles histories that contradict each other")}},
     cmd_scan},
    {"trip",
     N_("[TRIP [loaded|departed|arrived|broken-down|turned-back|resumed|finished]]"),
     0,
     2,
     N_("state what happens on the way, or list the trips and how late they are"),
     N_("TRIP is an id of the newest plan. Without a verb it tells what was said of the trip and "
        "what is on board: what was released for it (hantar scan --trip) and not yet answered "
        "for."),
     "hantar trip --db x.db 0210-TR-01-1 departed",
     {{"stop", CLI_TEXT, N_("PLACE"), NULL,
       N_("at which stop: a TPS, a PPK's district, or a landing")},
      {"at", CLI_TEXT, N_("TIME"), NULL, N_("when, as 2024-02-10 07:30; the present otherwise")},
      {"reason", CLI_TEXT, N_("TEXT"), NULL, N_("why")},
      {"now", CLI_TEXT, N_("TIME"), NULL, N_("as seen at that time")}},
     cmd_trip},
    {"custody",
     N_("[ITEM|PLACE]"),
     0,
     1,
     N_("who has what, who had it before, and what is out of order"),
     N_("ITEM is a code, PLACE a TPS, village or district: then each history is told. Without "
        "either the states are counted."),
     "hantar custody --db x.db 1222011001001",
     {{"open", CLI_FLAG, NULL, NULL, N_("handovers that nobody has answered yet")},
      {"alarms", CLI_FLAG, NULL, NULL, N_("everything somebody must look at, the oldest first")},
      {"balance", CLI_FLAG, NULL, NULL, N_("boxes out and boxes back, by contest")},
      {"refused", CLI_FLAG, NULL, NULL, N_("scans that did not count, with their reasons")},
      {"hours", CLI_INT, N_("NUMBER"), NULL, N_("how long a handover may be open")},
      {"now", CLI_TEXT, N_("TIME"), NULL, N_("as seen at that time")}},
     cmd_custody},
    {"stock",
     N_("status|card|order|slots|papers [ITEM]"),
     1,
     2,
     N_("goods from contract to destruction: how far, stock cards, print slots, papers"),
     N_("status shows each item from order to packing, what is late, and when sorting will end. "
        "card ITEM is the card of the ledger of one store. order states what the regency has "
        "printed, by the formulas. slots, of the province or the nation, shares the presses among "
        "the regencies that ordered (import presses, mirror their logs, or import print-orders): "
        "no press prints two at once, none longer for one regency than the rules allow, in time "
        "for transport, sorting and packing; what cannot be met is named, and the schedule is "
        "recorded. Documents are taken in with "
        "hantar import: contracts, shipments, receipts, sorting, replacements, transfers, packing, "
        "destructions, usage, stock-counts."),
     "hantar stock card ballot --db x.db",
     {{"place", CLI_TEXT, N_("PLACE"), NULL, N_("card: the store instead of the KPU's")},
      {"contest", CLI_TEXT, N_("CONTEST"), NULL, N_("card: of which contest")},
      {"as-of", CLI_DATE, N_("DATE"), NULL, N_("as of this day instead of today")},
      {"transport-days", CLI_INT, N_("NUMBER"), NULL,
       N_("order: days from the press to the store")},
      {"sort-people", CLI_INT, N_("NUMBER"), NULL, N_("order: people who will sort and fold")},
      {"dry-run", CLI_FLAG, NULL, NULL, N_("order, slots: show it and record nothing")},
      {"to", CLI_TEXT, N_("DIR"), NULL,
       N_("papers: the directory for BTTB, minutes and stock cards as PDF")}},
     cmd_stock},
    {"balance",
     "",
     0,
     0,
     N_("what lies where, and every equation between order and destruction"),
     N_("From the documents alone: contracts, surat jalan, BTTB, minutes of sorting, transfers, "
        "packing, usage, destruction. Names each place where an equation is broken, with both "
        "numbers and what to do; then the exit status is 1."),
     "hantar balance --db x.db --item ballot",
     {{"place", CLI_TEXT, N_("PLACE"), NULL, N_("only this store, TPS or document")},
      {"item", CLI_TEXT, N_("ITEM"), NULL, N_("only this item")},
      {"as-of", CLI_DATE, N_("DATE"), NULL, N_("as of this day instead of today")}},
     cmd_balance},
    {"revote",
     N_("[psu|pss|psl TPS... | held NUMBER [TPS]]"),
     0,
     CLI_ARGUMENTS_MAX,
     N_("votes that are repeated, held later or continued, and what they need"),
     N_("psu repeats a vote, pss holds one that could not begin, psl continues one that stopped. "
        "Without arguments it lists them, with the days that are left and what they need: of the "
        "TPS' own kits, of the ballots printed for re-votes, of what came back. The deadline is "
        "that of the rules, or --days after the decision, or --deadline."),
     "hantar revote --db x.db psu 1222011001001 --contest ppwp --reason 'putusan MK' --days 30",
     {{"contest", CLI_TEXT, N_("CONTEST,..."), NULL, N_("only these contests")},
      {"reason", CLI_TEXT, N_("TEXT"), NULL, N_("why")},
      {"basis", CLI_TEXT, N_("TEXT"), NULL, N_("the decision: its number")},
      {"decided", CLI_DATE, N_("DATE"), NULL, N_("day of the decision; of held the day itself")},
      {"days", CLI_INT, N_("NUMBER"), NULL, N_("so many days after the decision")},
      {"deadline", CLI_DATE, N_("DATE"), NULL, N_("until this day")},
      {"now", CLI_TEXT, N_("TIME"), NULL, N_("as seen at that time")}},
     cmd_revote},
    {"log",
     N_("list|replay|verify|checkpoint|prove|export|mirror|witness [EVENT|ITEM|FILE]"),
     1,
     2,
     N_("the record: its events, its public proof, and watching over the logs of others"),
     N_("replay rebuilds every view from the events in memory and compares it with the database; "
        "with --repair the views are rebuilt in the database. verify looks the whole record "
        "through and names each fault: texts, leaves, tree, checkpoints, signatures, views, and "
        "with --from the published files. checkpoint signs the tree with the key of the log, where "
        "it continues all that was signed before, and publishes it in --to for any web server "
        "(C2SP tlog-tiles). prove writes the proof that an event stands there, and the event with "
        "its salt beside it; an item's code or a BAST's number stands for the newest event about "
        "it. "
        "export writes it in forms that other systems read, and --as "
        "mirror in the one that mirror takes: the log of a regency into the database of its "
        "province, or the province's into a regency's, number by number, checked, never signed "
        "anew. witness needs no "
        "database: it cosigns the checkpoint of a log when "
        "that only continues the one it cosigned before, from a request in a file or over HTTP "
        "(C2SP tlog-witness)."),
     "hantar log verify --db x.db",
     {{"repair", CLI_FLAG, NULL, NULL, N_("rebuild the views in the database")},
      {"tree-only", CLI_FLAG, NULL, NULL, N_("verify without signatures and views")},
      {"to", CLI_TEXT, N_("DIR"), NULL, N_("checkpoint: the folder that is published")},
      {"from", CLI_TEXT, N_("DIR"), NULL, N_("verify: a copy of the published folder")},
      {"against", CLI_TEXT, N_("FILE"), NULL,
       N_("the newest checkpoint that a witness holds, or an old proof")},
      {"cosign", CLI_TEXT, N_("FILE"), NULL, N_("checkpoint: a witness's answer, to be kept")},
      {"old", CLI_INT, N_("SIZE"), "0", N_("checkpoint: what the witness of --request saw last")},
      {"new-key", CLI_TEXT, N_("NAME"), NULL,
       N_("make a witness of this name: its key in --key, its folder in --state; print what others "
          "verify with")},
      {"state", CLI_TEXT, N_("DIR"), NULL, N_("the folder of what a witness remembers")},
      {"policy", CLI_TEXT, N_("FILE"), NULL, N_("the policy: which logs and witnesses to believe")},
      {"request", CLI_TEXT, N_("FILE"), NULL, N_("a log's request to a witness")},
      {"out", CLI_TEXT, N_("FILE"), NULL,
       N_("where the answer, the proof or the export is written")},
      {"listen", CLI_TEXT, N_("ADDRESS:PORT"), NULL, N_("answer requests over HTTP")},
      {"as", CLI_CHOICE, "epcis|nist|csv|mirror", "csv",
       N_("export: custody as GS1 EPCIS 2.0 (JSON-LD) or as a table, or the whole log as an event "
          "log of NIST SP 1500-101, or for a mirror")},
      {"after", CLI_INT, N_("NUMBER"), "0",
       N_("export to a mirror: only events after this number")},
      {"base", CLI_TEXT, N_("URL"), NULL,
       N_("export to EPCIS: the beginning of the addresses of parties, places and documents")}},
     cmd_log},
    {"verify",
     N_("FILE.tlog-proof"),
     1,
     1,
     N_("check a proof that an event stands in a log; offline, needs no database"),
     N_("The policy names the logs and witnesses to believe and which quorum of them is enough "
        "(C2SP tlog-policy). The event and its salt come in the receipt, or in the proof's own "
        "line "
        "extra. Exit status 0 means proven."),
     "hantar verify box-17.tlog-proof --policy election.policy --receipt box-17.receipt",
     {{"policy", CLI_TEXT, N_("FILE"), NULL, N_("the policy: which logs and witnesses to believe")},
      {"receipt", CLI_TEXT, N_("FILE"), NULL, N_("the receipt that belongs to the proof")}},
     cmd_verify},
    {"key",
     N_("new|enrol|revoke|list [FILE|KEY]"),
     1,
     2,
     N_("keys of people, devices, logs and labels"),
     N_("new makes a key: FILE stays where it was made, FILE.pub goes to whoever enrols it. enrol "
        "states whose key it is; the first key of a regency is an operator's, and operators enrol "
        "and revoke all others. Without FILE both work on the key beside the database, which from "
        "then on signs what is stated. revoke takes the id of a key and --reason; what it signed "
        "before stands. The name is kept beside the record, not in it."),
     "hantar key enrol gudang.key.pub --db x.db --role depot --org ppk-122201",
     {{"kind", CLI_CHOICE, "person|device|log|label", "person", N_("whose key is made")},
      {"role", CLI_TEXT, N_("ROLE"), NULL, N_("what its holder does: operator, depot, driver ...")},
      {"org", CLI_TEXT, N_("ORG"), NULL, N_("for which organisation")},
      {"name", CLI_TEXT, N_("NAME"), NULL, N_("who holds it; of a log its origin")},
      {"reason", CLI_TEXT, N_("TEXT"), NULL, N_("why it is revoked")},
      {"since", CLI_TEXT, N_("TIME"), NULL,
       N_("from when on it was in wrong hands, as 2024-02-10T00:30:00.000Z")}},
     cmd_key},
    {"matrix",
     "ROADS",
     1,
     1,
     N_("travel times and distances between points, by road, path or river"),
     N_("ROADS is an OpenStreetMap extract (PBF or XML). FILE of points is a table with columns "
        "lat and lon; its first other column names them. Closed roads are GeoJSON: an area closes "
        "what it touches, a line the road along it, a point the nearest segment, a property way "
        "that OSM way; properties classes (\"truck, 4x4\"), from, to "
        "(\"2024-02-10T07:30+07:00\"), direction (\"forward\") and reason say for whom, when "
        "and why. With --json the answer has the form of OSRM's table service; null = no way."),
     "hantar matrix roads.osm.pbf --profile 4x4 --points tps.csv --json",
     {{"profile", CLI_CHOICE, "truck|4x4|motorcycle|boat|foot", "4x4", N_("the vehicle class")},
      {"points", CLI_TEXT, N_("FILE"), NULL, N_("table of points")},
      {"closed", CLI_TEXT, N_("FILE"), NULL, N_("closed roads as GeoJSON")},
      {"at", CLI_TEXT, N_("TIME"), NULL, N_("closures as of this time instead of now")}},
     cmd_matrix},
    {"route",
     "ROADS",
     1,
     1,
     N_("the way between two points, step by step"),
     N_("With --json the answer has the form of OSRM's route service. Closed roads as in hantar "
        "matrix."),
     "hantar route roads.osm.pbf --profile truck --from 1.90,100.09 --to 1.95,100.10",
     {{"profile", CLI_CHOICE, "truck|4x4|motorcycle|boat|foot", "4x4", N_("the vehicle class")},
      {"from", CLI_TEXT, "LAT,LON", NULL, N_("where it begins, in degrees")},
      {"to", CLI_TEXT, "LAT,LON", NULL, N_("where it ends")},
      {"avoid", CLI_TEXT, "LAT,LON", NULL, N_("another way than over the road there")},
      {"closed", CLI_TEXT, N_("FILE"), NULL, N_("closed roads as GeoJSON")},
      {"at", CLI_TEXT, N_("TIME"), NULL, N_("closures as of this time instead of now")}},
     cmd_route},
    {"solve",
     N_("INSTANCE [FILE.sol]"),
     1,
     2,
     N_("solve a routing problem of CVRPLIB, Solomon or VROOM; needs no database"),
     N_("Reads .vrp (CVRP, VRPTW, HFVRP, MDVRPTW, MTVRPTWR), Solomon's .txt and VROOM's JSON, by "
        "the conventions of each benchmark. Ctrl-C ends the search with the best plan so far. "
        "With --check nothing is searched: the routes of FILE.sol are judged by code that shares "
        "nothing with the search; the exit status is 1 if a rule is broken."),
     "hantar solve X-n101-k25.vrp --time 10 --out x.sol",
     {{"time", CLI_DECIMAL, N_("SECONDS"), "10", N_("seconds to search, on the clock")},
      {"iterations", CLI_INT, N_("STEPS"), NULL, N_("search so many steps per thread instead")},
      {"seed", CLI_INT, N_("NUMBER"), "1", N_("seed of the search")},
      {"threads", CLI_INT, N_("NUMBER"), "1", N_("threads")},
      {"start", CLI_TEXT, "FILE.sol", NULL, N_("improve these routes")},
      {"format", CLI_CHOICE, "sol|json|vroom", NULL,
       N_("form of the answer: sol, or VROOM's for a VROOM problem")},
      {"out", CLI_TEXT, N_("FILE"), NULL, N_("write the answer there, not to standard output")},
      {"progress", CLI_FLAG, NULL, NULL, N_("a line per second: time, cost, gap to the first")},
      {"check", CLI_FLAG, NULL, NULL, N_("judge FILE.sol")}},
     cmd_solve},
    {"help",
     N_("[COMMAND]"),
     0,
     1,
     N_("show help"),
     NULL,
     "hantar help plan",
     {{"markdown", CLI_FLAG, NULL, NULL, N_("the whole reference page")}},
     cmd_help},
    {"completion",
     "bash|zsh|fish",
     1,
     1,
     N_("print a script for the shell's completion"),
     NULL,
     "hantar completion bash > /etc/bash_completion.d/hantar",
     {{NULL, CLI_FLAG, NULL, NULL, NULL}},
     cmd_completion},
    {"version",
     "",
     0,
     0,
     N_("show the version"),
     NULL,
     "hantar version",
     {{NULL, CLI_FLAG, NULL, NULL, NULL}},
     cmd_version},
};
const size_t CLI_COMMAND_COUNT = COUNT_OF(CLI_COMMANDS);
