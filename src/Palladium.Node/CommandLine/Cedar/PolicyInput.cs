using System.CommandLine;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary>The options that name policies: <c>--policies</c>, <c>--policy-format</c>, <c>--template-linked</c>.</summary>
internal sealed class PolicyInput
{
    public Option<string?> File { get; } = new("--policies", "-p") { HelpName = "FILE", Description = "File with the policies and templates. Without it they are read from standard input." };

    public Option<string> Format { get; } = Choice("--policy-format", "Format of the policies.", "cedar", "json");

    public Option<string?> Links { get; } = new("--template-linked", "-k") { HelpName = "FILE", Description = "File with policies made of templates, as 'link' writes it." };

    public static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => choices[0] };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    public void AddTo(Command command)
    {
        command.Add(File);
        command.Add(Format);
        command.Add(Links);
    }

    /// <exception cref="CedarFault">They cannot be read.</exception>
    public PolicySet Read(ParseResult parsed, bool linksMayBeMissing = false)
    {
        var set = Read(parsed.GetValue(File), parsed.GetValue(Format) == "json");
        foreach (var link in TemplateLinkFile.Read(parsed.GetValue(Links), linksMayBeMissing))
        {
            set = CedarFault.Unless(set.Link(link.TemplateId, link.LinkId, link.Uid("?principal"), link.Uid("?resource")));
        }

        return set;
    }

    /// <exception cref="CedarFault">They cannot be read.</exception>
    public static PolicySet Read(string? file, bool isJson)
    {
        var text = CedarFile.Read(file, "policies");
        return CedarFault.Unless(isJson
            ? PolicySet.ParseJson(text, file ?? CedarFile.StandardInput)
            : PolicySet.Parse(text, file ?? CedarFile.StandardInput));
    }
}
