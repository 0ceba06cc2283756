:help
:plugins
:help lists
:domain lists
:examples sample 2
