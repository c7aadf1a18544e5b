using System.Xml.Linq;
using Palladium.Records;

namespace Palladium.Standards.Cap;

/// <summary>
/// Walks the children of one element in the order of the schema. The first thing that is wrong is kept in the
/// <see cref="CapFault"/> that all cursors of a document share; after it every call answers with nothing, so that the
/// reader stays a plain list of elements.
/// </summary>
internal sealed class CapCursor
{
    private readonly CapFault _fault;
    private readonly string _path;
    private readonly List<XElement> _children;
    private int _next;

    public CapCursor(XElement element, string path, CapFault fault)
    {
        _fault = fault;
        _path = path;
        _children = [.. element.Elements()];
        CheckAttributes(element, path);
        if (element.Nodes().OfType<XText>().Any(t => !string.IsNullOrWhiteSpace(t.Value)))
        {
            fault.Set(path, $"cap.{element.Name.LocalName}.text", $"{element.Name.LocalName} holds elements, not text.");
        }
    }

    /// <summary>Path of a child, for faults found by the caller.</summary>
    public string PathOf(string name) => $"{_path}/{name}";

    /// <summary>The text of an element that must be next; empty when there is a fault.</summary>
    public string Required(string name)
    {
        var element = Take(name);
        if (element is null)
        {
            _fault.Set(PathOf(name), $"cap.{name}.missing", Misplaced(name)
                ? $"{name} is not where the schema puts it."
                : $"{name} is required.");
            return "";
        }

        return Text(element, PathOf(name));
    }

    /// <summary>The text of an element that may be next; null when it is not there or says nothing.</summary>
    public string? Optional(string name) => Raw(name) is { Length: > 0 } text ? text : null;

    /// <summary>The text of an element that may be next, also when it is empty; null when it is not there.</summary>
    public string? Raw(string name) => Take(name) is { } element ? Text(element, PathOf(name)) : null;

    /// <summary>The texts of all elements of a name that follow, each with its path.</summary>
    public IEnumerable<(string Text, string Path)> Texts(string name) =>
        Elements(name).Select(e => (Text(e.Element, e.Path), e.Path));

    /// <summary>All elements of a name that follow, each with its path; the index in a path counts from 1.</summary>
    public IEnumerable<(XElement Element, string Path)> Elements(string name)
    {
        var index = 0;
        while (Take(name) is { } element)
        {
            yield return (element, $"{_path}/{name}[{++index}]");
        }
    }

    /// <summary>Nothing may be left, except elements of <paramref name="allowed"/> (the XML signature).</summary>
    public void End(XNamespace? allowed = null)
    {
        while (_next < _children.Count && allowed is not null && _children[_next].Name.Namespace == allowed)
        {
            _next++;
        }

        if (_next < _children.Count)
        {
            var name = _children[_next].Name;
            var known = name.Namespace == CapNames.Cap12;
            _fault.Set(
                PathOf(name.LocalName), $"cap.{(known ? name.LocalName : "element")}.unexpected",
                known ? $"{name.LocalName} is out of order, repeated or not known here." : "An element that CAP 1.2 does not know.");
        }
    }

    private bool Misplaced(string name) => _children.Any(c => c.Name == CapNames.Cap12 + name);

    private XElement? Take(string name) =>
        !_fault.IsSet && _next < _children.Count && _children[_next].Name == CapNames.Cap12 + name ? _children[_next++] : null;

    private string Text(XElement element, string path)
    {
        CheckAttributes(element, path);
        if (element.HasElements)
        {
            _fault.Set(path, $"cap.{element.Name.LocalName}.elements", $"{element.Name.LocalName} holds text, not elements.");
            return "";
        }

        return element.Value;
    }

    private void CheckAttributes(XElement element, string path)
    {
        foreach (var attribute in element.Attributes())
        {
            // A schema location is a hint to a validator; it is never followed here. Types and nil would change meaning.
            if (!attribute.IsNamespaceDeclaration
                && attribute.Name != CapNames.SchemaInstance + "schemaLocation"
                && attribute.Name != CapNames.SchemaInstance + "noNamespaceSchemaLocation")
            {
                _fault.Set($"{path}/@{attribute.Name.LocalName}", "cap.attribute.unexpected", "CAP 1.2 has no attributes.");
            }
        }
    }
}

/// <summary>The first thing that was wrong with a document.</summary>
internal sealed class CapFault
{
    public Refusal? Refusal { get; private set; }

    public bool IsSet => Refusal is not null;

    public void Set(string field, string rule, string message) => Refusal ??= new Refusal(field, rule, message);
}

/// <summary>Namespaces of the documents.</summary>
internal static class CapNames
{
    public static readonly XNamespace Cap12 = "urn:oasis:names:tc:emergency:cap:1.2";

    public static readonly XNamespace SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    public static readonly XNamespace Signature = "http://www.w3.org/2000/09/xmldsig#";
}
