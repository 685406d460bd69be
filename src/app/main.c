/* main.c: the program's entry: picks the command and runs it. */
#include "app/commands.h"

int main(int argc, char **argv) { return commands_main(argc, argv); }
