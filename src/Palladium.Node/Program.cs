namespace Palladium.Node;

internal static class Program
{
    public static Task<int> Main(string[] arguments) => CommandLine.Commands.RunAsync(arguments, Console.Out, Console.Error);
}
