using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>A policy of a set. Immutable.</summary>
public sealed class CedarPolicy
{
    private readonly Lazy<BoundPolicy> _bound;

    internal CedarPolicy(string id, PolicySyntax syntax)
    {
        Id = id;
        Syntax = syntax;
        var place = syntax.Source.Error(syntax.Offset, "");
        Line = place.Line;
        Column = place.Column;
        _bound = new Lazy<BoundPolicy>(() => new BoundPolicy(syntax));
    }

    /// <summary>Its id, unique in its set.</summary>
    public string Id { get; }

    /// <summary>Whether it forbids; otherwise it permits.</summary>
    public bool IsForbid => Syntax.IsForbid;

    /// <summary>Its annotations: <c>@rule("plain words")</c> is found under <c>rule</c>; without a value the text is empty.</summary>
    public IReadOnlyDictionary<string, string> Annotations => Syntax.Annotations;

    /// <summary>The name of the text it stands in.</summary>
    public string File => Syntax.Source.File;

    /// <summary>The line of its <c>permit</c> or <c>forbid</c>, from 1.</summary>
    public int Line { get; }

    /// <summary>The column of its <c>permit</c> or <c>forbid</c>, from 1.</summary>
    public int Column { get; }

    /// <summary>Whether it is a template: it decides nothing before it is linked.</summary>
    public bool IsTemplate => Syntax.IsTemplate;

    internal PolicySyntax Syntax { get; }

    internal BoundPolicy Bound => _bound.Value;
}
