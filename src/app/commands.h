/* commands.h: what a person types: `congdan COMMAND [OPTIONS]`. One file a command (cmd_*.c), one table here. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

int commands_main(int argc, char **argv);

#endif
