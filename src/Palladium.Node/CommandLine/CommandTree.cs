using System.CommandLine;

namespace Palladium.Node.CommandLine;

/// <summary>A set of commands of one feature. Listed in <see cref="Commands"/>, the one place.</summary>
public interface ICommandFeature
{
    /// <summary>Adds its commands.</summary>
    void Register(CommandTree tree);
}

/// <summary>The commands of the program while they are being registered.</summary>
public sealed class CommandTree(RootCommand root)
{
    private readonly Dictionary<Command, IReadOnlyList<string>> _examples = [];

    /// <summary>The program itself, for commands without a group: <c>palladium audit</c>.</summary>
    public RootCommand Root => root;

    /// <summary>A group such as <c>node</c> or <c>log</c>; made when it is not there.</summary>
    public Command Group(string name, string description)
    {
        var group = root.Subcommands.FirstOrDefault(command => command.Name == name);
        if (group is null)
        {
            group = new Command(name, description);
            root.Subcommands.Add(group);
        }

        return group;
    }

    /// <summary>Adds a command to a group with examples that its help shows.</summary>
    public void Add(Command group, Command command, params IReadOnlyList<string> examples)
    {
        ArgumentNullException.ThrowIfNull(group);
        group.Subcommands.Add(command);
        _examples[command] = examples;
    }

    /// <summary>The examples of a command and of those below it.</summary>
    public IReadOnlyList<string> ExamplesOf(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _examples.TryGetValue(command, out var own) ? own : [.. command.Subcommands.SelectMany(below => ExamplesOf(below).Take(1))];
    }
}
