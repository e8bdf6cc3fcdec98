"""Which files a feature may have, and what they are for."""

NAMES = set(
    "__init__ feature views cli jobs forms operations mails search pages queries rules models "
    "content criteria enums redacting trail_words".split()
)
"""The files a feature may have; `pages` are values for templates, `redacting` follows a consent's end,
`trail_words` say what is written into the audit trail."""

OWN = {
    "addresses": {
        "checking",  # whether an address answers
        "fetching",  # one request to one machine
        "guarding",  # which machines may be asked
        "sentences",  # what is said of an address
    },
    "accounts": {
        "desk",  # the administrators' pages about others' accounts
        "digests",  # news told in one mail in the reader's morning
        "entrance",  # the pages by which one signs up and in
        "joining",  # what begins with a mail: signing up, a forgotten password, another address
        "keys",  # the pages of passkeys
        "links",  # one-time links
        "news",  # telling people, as they wish
        "passkeys",  # WebAuthn
        "passwords",  # argon2, and what makes a good one
        "personal",  # what is kept about everybody with an account
        "present",  # whoever is at the other end
        "sessions",  # who is signed in
        "staffing",  # what administrators do with others' accounts
    },
    "tools": {
        "cards",  # column rows for lists
        "desk",  # the editors' pages
        "drafts",  # of what a draft consists
        "editing",  # the page of the facts or of one language
    },
    "successes": {
        "cards",  # reading for lists
        "composing",  # from answers to content and back
        "owners",  # whose a self-description is
        "proposing",  # a practice made of it
        "questions",  # the form
        "submitting",  # the Submittable
        "values",  # content in the shape of the questions
    },
    "cases": {
        "case_questions",  # the form of a case
        "composing",  # from answers to content and back
        "submitting",  # the Submittable
        "cards",  # reading for lists
        "desk",  # the editors' pages of social results
        "finding",  # asking the index, and the matrix
        "listing",  # what the search page, the matrix and the list of social results show
        "outcomes",  # changing that list
        "owners",  # whose a case is
        "questions",  # what a reader asks, as an address
        "results",  # social results, and what is proposed for their list
    },
    "catalogue": {
        "everything",  # one search over all kinds
        "matching",  # why each hit was found
        "comparison",  # several records beside one another
        "faces",  # cards, drawn once and kept
        "facets",  # values with their counts, drawn once and kept
        "drawn",  # pages of results, drawn once and kept
        "keeping",  # which answers may be kept
        "questions",  # what a reader asks, and its address
    },
    "discussions": {
        "desk",  # the moderators' pages
        "attaching",  # files of posts
        "drafts",  # what somebody is writing
        "filing",  # the buttons by which files go
        "feeds",  # Atom
        "following",  # how far somebody has read
        "lead_views",  # the pages of those who lead a thread
        "leading",  # summary, answer, closing
        "measure_views",  # the pages of what moderators do beside hiding
        "pausing",  # who may not write for a while
        "measures",  # other words, warnings, pauses
        "moderating",  # reports, hiding, appeals
        "personal",  # what is kept about those who take part
        "post_views",  # the pages of one post
        "reading",  # one thread, page by page
        "decided",  # what was decided about words under pseudonyms
        "waiting",  # what waits for moderators
    },
    "groups": {
        "desk",  # the officers' pages
        "files",  # files of a group
        "finding",  # groups as search and other features ask for them
        "joins",  # who waits to come in
        "filing",  # the pages by which files are given
        "lead_views",  # the pages of those who lead groups
        "personal",  # what is kept about members
        "noticing",  # what somebody with a pseudonym finds on their own page
        "personas",  # pseudonyms
        "sealing",  # the link from a pseudonym to an account
    },
    "learning": {
        "answers",  # what a member asks to be kept, and certificates that hold no more
        "cards",  # reading for lists
        "certificates",  # what a signed link says
        "changes",  # what differs between two versions
        "check_views",  # the pages by which one checks oneself
        "checking",  # answers judged
        "desk",  # the editors' pages
        "desk_forms",  # the forms of the parts of a module
        "drafting",  # what a module adds to writing a draft
        "drafts",  # of what a draft consists
        "editing",  # the pages of one part
        "filing",  # the page of a figure's picture
        "importing",  # the pages of documents
        "gaps",  # what a draft lacks to become public
        "listing",  # what the editors' pages show
        "parts",  # a module taken apart and put together
        "personal",  # what is kept about those who plan
        "proposing",  # what documents propose, taken or dropped
        "questions",  # questions to oneself found in a document
        "reading",  # parts of a module found in a document
        "videos",  # recordings found in a document
        "pictures",  # files of drafts and modules
        "plan_content",  # what a plan of peer support says
        "plan_operations",  # writing it
        "plan_paper",  # a plan as DOCX
        "plan_views",  # its pages
        "sentences",  # what parts and fields are called
        "slugs",  # addresses and anchors of what is new
        "rendering",  # a text as markup in which every paragraph can be pointed at
    },
    "media": {
        "encoding",  # the process of its own that redraws one picture
        "pictures",  # what asks that process
        "storage",  # bytes in the data folder
    },
    "newsletter": {
        "bounces",  # mails that come back
        "holding",  # what a restored database must not send again
        "remembering",  # who has left, told to a restored database
        "cards",  # issues in lists
        "desk",  # the editors' pages
        "choosing",  # records for an issue
        "editing",  # writing an edition, and looking at it
        "entrance",  # the pages of readers: subscribing, preferences, leaving
        "importing",  # issues of former days
        "joining",  # who is subscribed to what
        "reading",  # an issue whole, its records as they are now
        "deliveries",  # who gets an issue, and how far each is
        "links",  # of readers
        "mailing",  # an issue on its way
        "personal",  # what is kept about readers
    },
    "practices": {
        "cards",  # reading for lists, apart from reading for pages
        "questions",  # the form
        "case_questions",  # its parts
        "composing",  # answers of the form to content, and back
        "confirming",  # asking owners whether it is still so
        "headings",  # under which words documents answer a question
        "owner_views",  # the pages of those to whom a practice belongs
        "owners",  # reading to whom practices belong
        "result_questions",
        "slugs",  # addresses from titles
        "submitting",  # the value for submissions and reviews
        "success_questions",  # the self-description
        "work_questions",
        "profile",  # the picture of the scores and the same in words
    },
    "privacy": {
        "desk",  # the officers' pages
        "erasures",  # the list outside the database
        "takeout",  # everything about one person in one file
    },
    "publishing": {
        "feeds",  # Atom
        "records",  # JSON
    },
    "reviews": {
        "advising",  # what authors read of their reviews
        "agreement",  # alpha, severity, spread
        "assigning",  # asking for reviews
        "candidates",  # who could review, and who must not
        "deciding",  # one decision a round
        "dossier",  # all that an editor sees of one case
        "drafts",  # reviews before they are in
        "editing",  # the editor's pages of one case
        "evidence",  # whether quoted words still stand in the text
        "gate",  # the questions before anything is scored
        "hearing",  # what users have said, as evidence
        "letters",  # of a decision, from parts
        "naming",  # whose name stands with published scores
        "network",  # how reviewers score over all cases
        "offers",  # cases that a reviewer could take up
        "personal",  # what is kept about reviewers and editors
        "reading",  # what a reviewer may read
        "replying",  # the authors' answer to the reviews
        "report",  # the development report
        "requests",  # answering a request to review
        "review_forms",  # the form in which a review is written
        "review_pages",  # what it shows, put together
        "review_views",  # its pages
        "reviewing",  # writing a review
        "trail",  # the audit trail as editors read it
        "waiting",  # what waits for whom, for the desk
    },
    "seminars": {
        "board",  # reading questions and steps across all seminars
        "calendars",  # iCalendar and JSON-LD
        "cards",  # among records of other kinds
        "desk",  # the pages of those who look after a seminar
        "dossier",  # what they see of it
        "desk_forms",  # their forms
        "draft_views",  # a text as it is being written, for the script of its page
        "drafts",  # the same, kept
        "faces",  # values for templates
        "feeds",  # Atom
        "item_views",  # editing what a seminar leaves behind
        "links",  # of those who need no account
        "outcomes",  # what is done with what a seminar leaves behind
        "personal",  # what is kept about those who take part
        "place_views",  # joining, and one's own place
        "placing",  # what is done with places
        "queueing",  # who moves up, and when a seminar is full
        "speaker_views",  # the page of a speaker
        "speaking",  # what speakers agree to, and their slides
        "values",  # what was typed for an item, as its columns take it
        "clocks",  # how clocks change in a zone, for calendars
        "times",  # a day in a zone, with or without a time
    },
    "rubric": {
        "involvement",  # the rubric of cases
        "rubrics",  # by which kind of record is judged by what
    },
    "voices": {
        "desk",  # the pages of those who look after boards
        "lead_views",  # what they print, read and answer
        "moderating",  # calls for help, and words that are hidden
        "disclosure",  # what of many answers may be shown
        "personal",  # what is kept about those who look after boards
        "pictures",  # geometry of results
        "results",  # what is shown of the answers, and when
        "taking",  # an answer
    },
    "submissions": {
        "slugs",  # addresses that neither a record nor a submission has
        "answering",  # the pages of questions
        "authorship",  # who writes it
        "cards",  # reading for the list of one's own
        "choosing",  # what stands in the fields of a question
        "coauthors",  # the pages of those who write together
        "drafting",  # beginning and answering
        "filing",  # the page of files
        "findings",  # the import report in sentences
        "gaps",  # what is said about each criterion, and what is missing
        "importing",  # the pages of documents and proposals
        "personal",  # what is kept about its authors
        "sending",  # the pages of its way from state to state
        "proposing",  # answers found in documents and self-descriptions
        "values",  # answers by their widgets
    },
}
"""What one feature has besides, and what it is for."""
