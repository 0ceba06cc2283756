# Task files and replaying. Line 2 of the file is broken on purpose, and a session that is run saves nothing.
:set budget none
:set evaluations 100000
:load data/tasks.jsonl
:task
:solve
:save saved.ink
:task 2
:solve
:task 3
:clear
:replay data/saved.ink
