"""Words from which invented players and officials get their names; no real player is meant."""

FIRST_NAMES = (
    "Abel Adrian Alden Amos Andre Anton Ari Asher August Axel Barrett Basil Beau Benicio Blaine "
    "Boone Bram Brock Bruno Caleb Callum Cash Cedric Clay Colby Cruz Dalton Damian Dante Darius "
    "Dashiell Deacon Declan Demetrio Desmond Dorian Easton Eder Efrain Elio Emeric Enzo Esteban "
    "Ezra Fabian Felix Fidel Finn Fletcher Garrison Gideon Graham Griff Harlan Hector Hollis "
    "Hugo Ignacio Ira Isandro Ivo Jabari Jalen Jasper Joaquin Jonas Jovan Judd Julio Kade Keanu "
    "Kenji Kieran Knox Lamar Lars Leandro Levi Lorenzo Luca Magnus Malik Marcelo Mateo Maxim "
    "Micah Milo Moises Nash Nestor Niko Noel Oakley Octavio Omar Orlando Oscar Otis Pascal Percy "
    "Quentin Rafael Reid Remy Rico Roan Rocco Roman Ruben Rufus Saul Silas Stellan Tadeo Tatum "
    "Teo Thaddeus Tobias Tomas Ulises Vance Vico Wade Walker Wendell Wilder Xander Yadiel Zane"
).split()

LAST_NAMES = (
    "Abernathy Acevedo Albright Alvarado Amador Anchors Arkwright Ashdown Bancroft Barlowe "
    "Barrientos Beckwith Belmonte Birchall Blackwood Bohannon Bracken Bramwell Briarwood Cabot "
    "Calloway Camposano Carrigan Casanueva Castellan Chadbourne Cheverly Clearwater Coldwell "
    "Copperfield Cordero Corvino Crandall Crestwood Culpepper Dalrymple Danforth Delacroix "
    "Delmonico Dockery Donnelly Drummond Duquesne Eastlake Echeverria Elmore Escalante Everhart "
    "Fairbanks Falconer Farnsworth Fenwick Ferragamo Fitzhugh Foxworth Galarraga Gallardo "
    "Garrick Gatewood Goldsworthy Grantham Greenhalgh Guerrero Hackett Halloran Hargrove "
    "Hathaway Hawthorne Hazelton Holloway Huckabee Ibarra Ingersoll Ironside Jablonski Jarrell "
    "Jessup Kavanagh Keating Kilbride Kimura Kingsley Kirkwood Lachance Langdon Larrabee "
    "Lattimore Ledesma Lindqvist Lockhart Lombardo Longfellow Macready Madrigal Maldonado "
    "Mansfield Marchetti Mayweather Medlock Merriweather Middleton Montenegro Moorcroft Nakagawa "
    "Navarrete Newcombe Nightingale Norwood Oakhurst Obregon Okafor Ostrander Overstreet "
    "Palomino Pemberton Pendleton Pennington Pettibone Pickering Pomeroy Prescott Quarles "
    "Quesada Quillen Radcliffe Ravenel Redfern Renteria Ridgeway Rockwell Rosario Rutherford "
    "Saavedra Salcedo Sandoval Seabrook Sedgwick Shackleford Silverio Somerset Stallworth "
    "Sterling Stonebridge Strickland Sutherland Tamayo Tanaka Thackeray Thornbury Tidwell "
    "Trelawney Trevino Underhill Upchurch Valenzuela Vanderhoff Velasquez Villaverde Wainwright "
    "Waverly Westbrook Wheelwright Whitlock Wickham Winslow Woolridge Wyndham Yarborough Zamora "
    "Zeller Zimmerlin"
).split()

BIRTHPLACES = (
    ("Tulsa", "OK", "USA"),
    ("Modesto", "CA", "USA"),
    ("Mobile", "AL", "USA"),
    ("Lakeland", "FL", "USA"),
    ("Waco", "TX", "USA"),
    ("Macon", "GA", "USA"),
    ("Dayton", "OH", "USA"),
    ("Reno", "NV", "USA"),
    ("Bani", None, "Dominican Republic"),
    ("La Romana", None, "Dominican Republic"),
    ("Maracay", "Aragua", "Venezuela"),
    ("Valencia", "Carabobo", "Venezuela"),
    ("Ponce", None, "Puerto Rico"),
    ("Sendai", "Miyagi", "Japan"),
)
