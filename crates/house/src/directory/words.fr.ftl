# Words of the directory: papers that stand in the ledger, or do not.
home-directory = Le registre ne montre pas les papiers récents d’un service ou d’une collègue : rien ne lui est envoyé. Cela peut durer une minute après un changement ; si cela dure, appelez votre responsable.
