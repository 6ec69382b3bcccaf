"""The most used public movie files, by their documented columns, with rows of our own.

Each says what every field of a movie is read from, and that nothing is read wrongly in silence.
"""

import csv
import io
import json

import pytest

from recommender.catalogue.reader import read_catalogue

PLOT = "A night porter keeps every key that guests forget, until one of the keys opens his own front door."
OTHER = "Three cousins row a piano across a flooded valley to settle an old bet with the mayor."


def table(header, *rows):
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows])
    return out.getvalue()


FILES = {
    "TMDB 5000 (tmdb_5000_movies.csv)": (
        table(
            "budget,genres,homepage,id,keywords,original_language,original_title,overview,popularity,"
            "production_companies,production_countries,release_date,revenue,runtime,spoken_languages,status,tagline,"
            "title,vote_average,vote_count",
            [
                0, '[{"id": 18, "name": "Drama"}, {"id": 9648, "name": "Mystery"}]', "", 11,
                '[{"id": 1, "name": "hotel"}, {"id": 2, "name": "key"}]', "fr", "Le portier", PLOT, 12.5, "[]", "[]",
                "1994-03-02", 0, 118.0, "[]", "Released", "Mind the door.", "Porter of Keys", 7.2, 310,
            ],
        ),
        {"id": "11", "tmdb_id": "11", "genres": ("Drama", "Mystery"), "original_language": "fr", "runtime": 118,
         "vote_average": 7.2, "vote_count": 310, "popularity": 12.5},
        ["tagline", "keywords"],
    ),
    "Full TMDB dataset (TMDB_movie_dataset_v11.csv)": (
        table(
            "id,title,vote_average,vote_count,status,release_date,revenue,runtime,adult,backdrop_path,budget,homepage,"
            "imdb_id,original_language,original_title,overview,popularity,poster_path,tagline,genres,"
            "production_companies,production_countries,spoken_languages,keywords",
            [
                11, "Porter of Keys", 7.243, 310, "Released", "1994-03-02", 0, 118, "False", "/b.jpg", 0, "",
                "tt0109999", "en", "Porter of Keys", PLOT, 12.5, "/p.jpg", "", "Drama, Mystery", "", "", "English",
                "hotel, key",
            ],
        ),
        {"id": "11", "tmdb_id": "11", "imdb_id": "tt0109999", "genres": ("Drama", "Mystery"), "vote_count": 310,
         "vote_average": 7.243, "original_language": "en"},
        ["keywords"],
    ),
    "The Movies Dataset (movies_metadata.csv)": (
        table(
            "adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,original_title,overview,"
            "popularity,poster_path,production_companies,production_countries,release_date,revenue,runtime,"
            "spoken_languages,status,tagline,title,video,vote_average,vote_count",
            [
                "False", "", 0, "[{'id': 18, 'name': 'Drama'}, {'id': 9648, 'name': 'Mystery'}]", "", 11, "tt0109999",
                "en", "Porter of Keys", PLOT, 12.5, "/p.jpg", "[]", "[]", "1994-03-02", 0.0, 118.0, "[]", "Released",
                "", "Porter of Keys", "False", 7.2, 310.0,
            ],
        ),
        {"id": "11", "tmdb_id": "11", "imdb_id": "tt0109999", "runtime": 118, "vote_count": 310},
        [],
    ),
    "IMDb top 1000 (imdb_top_1000.csv)": (
        table(
            "Poster_Link,Series_Title,Released_Year,Certificate,Runtime,Genre,IMDB_Rating,Overview,Meta_score,Director,"
            "Star1,Star2,Star3,Star4,No_of_Votes,Gross",
            [
                "https://example.org/p.jpg", "Porter of Keys", 1994, "A", "118 min", "Drama, Mystery", 7.9, PLOT, 80,
                "Dora Vale", "Ann Reed", "Bob Stone", "Cal Wood", "Eve Hart", 2343110, "28,341,469",
            ],
        ),
        {"vote_average": 7.9, "runtime": 118, "directors": ("Dora Vale",), "vote_count": 2_343_110,
         "cast": ("Ann Reed", "Bob Stone", "Cal Wood", "Eve Hart")},
        [],
    ),
    "IMDb 2006 to 2016 (IMDB-Movie-Data.csv)": (
        table(
            "Rank,Title,Genre,Description,Director,Actors,Year,Runtime (Minutes),Rating,Votes,Revenue (Millions),"
            "Metascore",
            [1, "Porter of Keys", "Drama,Mystery", PLOT, "Dora Vale", "Ann Reed, Bob Stone", 1994, 118, 7.9, 757074,
             333.13, 76],
        ),
        {"vote_average": 7.9, "runtime": 118, "vote_count": 757_074, "cast": ("Ann Reed", "Bob Stone")},
        [],
    ),
    "IMDb 5000 (movie_metadata.csv) with a plot column added": (
        table(
            "color,director_name,num_critic_for_reviews,duration,actor_2_name,actor_1_name,genres,movie_title,"
            "num_voted_users,actor_3_name,plot_keywords,movie_imdb_link,language,content_rating,title_year,imdb_score,"
            "plot",
            ["Color", "Dora Vale", 12, 118, "Bob Stone", "Ann Reed", "Drama|Mystery", "Porter of Keys\u00a0", 886204,
             "Cal Wood", "hotel|key", "http://www.imdb.com/title/tt0109999/?ref_=fn_tt_tt_1", "English", "PG-13",
             "1994.0", 7.9, PLOT],
        ),
        {"title": "Porter of Keys", "imdb_id": "tt0109999", "vote_average": 7.9, "directors": ("Dora Vale",),
         "cast": ("Bob Stone", "Ann Reed", "Cal Wood"), "vote_count": 886_204, "original_language": "en"},
        ["keywords"],
    ),
    "Netflix titles (netflix_titles.csv)": (
        table(
            "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description",
            ["s1", "Movie", "Porter of Keys", "Dora Vale", "Ann Reed, Bob Stone", "France", "September 25, 2021", 1994,
             "TV-Y7", "118 min", "Dramas, International Movies", PLOT],
            ["s2", "TV Show", "Piano Row", "", "", "", "September 24, 2021", 2021, "PG-13", "2 Seasons", "TV Comedies",
             OTHER],
        ),
        {"id": "s1", "vote_average": None, "runtime": 118, "genres": ("Dramas", "International Movies"),
         "cast": ("Ann Reed", "Bob Stone")},
        [],
    ),
    "Wikipedia plots (wiki_movie_plots_deduped.csv)": (
        table(
            "Release Year,Title,Origin/Ethnicity,Director,Cast,Genre,Wiki Page,Plot",
            [1994, "Porter of Keys", "British", "Dora Vale", "Ann Reed\r\nBob Stone", "drama, mystery",
             "https://en.wikipedia.org/wiki/Porter", PLOT],
        ),
        {"genres": ("Drama", "Mystery"), "directors": ("Dora Vale",), "cast": ("Ann Reed", "Bob Stone")},
        [],
    ),
    "Rotten Tomatoes (rotten_tomatoes_movies.csv)": (
        table(
            "rotten_tomatoes_link,movie_title,movie_info,critics_consensus,content_rating,genres,directors,authors,"
            "actors,original_release_date,streaming_release_date,runtime,production_company,tomatometer_status",
            ["m/porter", "Porter of Keys", PLOT, "", "PG", "Drama, Mystery & Suspense", "Dora Vale", "Gil Nash",
             "Ann Reed, Bob Stone", "1994-03-02", "2015-11-25", 118.0, "", "Fresh"],
        ),
        {"genres": ("Drama", "Mystery & Suspense"), "runtime": 118, "directors": ("Dora Vale",)},
        [],
    ),
    "OMDb (the API's JSON)": (
        json.dumps(
            {"Title": "Porter of Keys", "Year": "1994", "Rated": "R", "Released": "02 Mar 1994", "Runtime": "118 min",
             "Genre": "Drama, Mystery", "Director": "Dora Vale", "Writer": "N/A", "Actors": "Ann Reed, Bob Stone",
             "Plot": PLOT, "Language": "French, English", "Country": "France", "Awards": "N/A", "Poster": "N/A",
             "Ratings": [{"Source": "Internet Movie Database", "Value": "7.9/10"}], "Metascore": "80",
             "imdbRating": "7.9", "imdbVotes": "1,234", "imdbID": "tt0109999", "Type": "movie", "Response": "True"},
            indent=1,
        ),
        {"imdb_id": "tt0109999", "vote_average": 7.9, "vote_count": 1_234, "runtime": 118, "original_language": "fr",
         "cast": ("Ann Reed", "Bob Stone")},
        [],
    ),
    "TMDB (the API's JSON)": (
        json.dumps(
            {"page": 1, "results": [
                {"adult": False, "backdrop_path": "/b.jpg", "genre_ids": [18, 9648], "id": 11, "original_language": "en",
                 "original_title": "Porter of Keys", "overview": PLOT, "popularity": 12.5, "poster_path": "/p.jpg",
                 "release_date": "1994-03-02", "title": "Porter of Keys", "video": False, "vote_average": 7.2,
                 "vote_count": 310}], "total_pages": 1, "total_results": 1}
        ),
        {"id": "11", "tmdb_id": "11", "genres": ("Drama", "Mystery"), "vote_count": 310},
        [],
    ),
    "MovieLens (movies.csv) joined with overviews": (
        table(
            "movieId,title,genres,imdbId,tmdbId,overview",
            [1, "Porter of Keys, The (1994)", "Drama|Mystery", "0109999", "11.0", PLOT],
            [2, "City of Lost Rows, The (Cité des rangs, La) (1995)", "Comedy", "0109998", "12.0", OTHER],
        ),
        {"id": "1", "title": "The Porter of Keys", "imdb_id": "tt0109999", "tmdb_id": "11"},
        [],
    ),
    "Letterboxd dataset (movies.csv) joined with genres": (
        table(
            "id,name,date,tagline,description,minute,rating,genre",
            *[[n, f"Film {n}", 1994, "", f"{PLOT} {n}", 118, 1.5 + n % 7 / 2, "Drama"] for n in range(150)],
        ),
        {"title": "Film 0", "runtime": 118, "vote_average": 3.0},
        [],
    ),
    "Wikidata (the query service's CSV) with abstracts": (
        table(
            "item,itemLabel,publicationDate,genreLabel,directorLabel,castMemberLabel,duration,imdbId,abstract,plot",
            ["http://www.wikidata.org/entity/Q1", "Porter of Keys", "1994-03-02T00:00:00Z", "drama film", "Dora Vale",
             "Ann Reed", 118, "tt0109999", "", PLOT],
        ),
        {"imdb_id": "tt0109999", "directors": ("Dora Vale",), "cast": ("Ann Reed",), "genres": ("Drama Film",)},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_public_file(tmp_path, name):
    text, expected, kinds = FILES[name]
    path = tmp_path / "films"
    path.write_text(text, encoding="utf-8", newline="")
    catalogue = read_catalogue(str(path))
    movie = catalogue.movies[0]
    assert {field: getattr(movie, field) for field in expected} == expected
    assert movie.year == 1994
    assert movie.overview.startswith(PLOT)
    assert {text.kind for text in movie.texts} == set(kinds)
    assert catalogue.drops == ()


def test_netflix_says_what_it_left_out(tmp_path):
    path = tmp_path / "films"
    path.write_text(FILES["Netflix titles (netflix_titles.csv)"][0])
    catalogue = read_catalogue(str(path))
    assert [(movie.runtime, movie.vote_average) for movie in catalogue.movies] == [(118, None), (None, None)]
    assert [note.partition(": ")[2] for note in catalogue.notes[1:]] == [
        "vote_average left out, because they are no ratings: 2 of 2 cells cannot be ratings",
        "runtime: 1 value could not be read (2 Seasons)",
    ]
