/* commands.c: THE list of commands. */
#include "app/commands.h"
#include <stdio.h>

int commands_main(int argc, char **argv)
{
    (void)argc, (void)argv;
    puts("congdan 0.1.0");
    return 0;
}
