"""Names of genres, to tell where one ends in a cell that parts them by blanks.

They are the names that TMDB, IMDb, MovieLens, Letterboxd, Netflix and The Movies Dataset use, in small
letters.
"""

GENRE_NAMES = frozenset(
    {
        "absurdist", "action", "action & adventure", "adult", "adventure", "animated", "animation", "anime",
        "anthology", "art", "bio", "biographical", "biography", "biopic", "black comedy", "bollywood",
        "buddy", "children", "children's", "childrens", "christmas", "classics", "comedies", "comedy",
        "comedy drama", "coming of age", "coming-of-age", "concert", "courtroom", "crime", "crime drama",
        "cult", "dark comedy", "detective", "disaster", "documentaries", "documentary", "docuseries", "drama",
        "dramas", "dramedy", "epic", "erotic", "experimental", "faith & spirituality", "fairy tale", "family",
        "fantasy", "feature", "film noir", "film-noir", "foreign", "game show", "game-show", "gangster",
        "heist", "historical", "history", "holiday", "horror", "imax", "independent", "indie",
        "international movies", "kids", "legal", "lgbt", "lgbtq", "lgbtq+", "lifestyle", "live action",
        "martial arts", "melodrama", "military", "mockumentary", "monster", "music", "music & musicals",
        "musical", "musicals", "mystery", "mystery & thriller", "nature", "neo-noir", "news", "noir",
        "parody", "period", "period drama", "police", "political", "political thriller", "politics",
        "post-apocalyptic", "prison", "psychological", "psychological thriller", "reality", "reality tv",
        "reality-tv", "religious", "road", "road movie", "romance", "romantic", "romantic comedy",
        "romantic drama", "samurai", "satire", "sci fi", "sci-fi", "sci-fi & fantasy", "science fiction",
        "screwball comedy", "short", "silent", "slapstick", "slasher", "soap", "space opera",
        "special interest", "spiritual", "sport", "sports", "spy", "stand-up", "stand-up comedy", "steampunk",
        "stop motion", "superhero", "supernatural", "surreal", "survival", "suspense", "swashbuckler", "talk",
        "talk show", "talk-show", "teen", "thriller", "thrillers", "tragedy", "true crime", "tv movie",
        "vampire", "variety", "war", "war & politics", "werewolf", "western", "westerns", "whodunit", "wuxia",
        "zombie",
    }
)  # fmt: skip
LONGEST_NAME = 3
"""Words."""
TMDB_GENRES = {
    "12": "Adventure", "14": "Fantasy", "16": "Animation", "18": "Drama", "27": "Horror", "28": "Action",
    "35": "Comedy", "36": "History", "37": "Western", "53": "Thriller", "80": "Crime", "99": "Documentary",
    "878": "Science Fiction", "9648": "Mystery", "10402": "Music", "10749": "Romance", "10751": "Family",
    "10752": "War", "10770": "TV Movie",
}  # fmt: skip
"""The ids in ``genre_ids``, which TMDB answers instead of names."""
