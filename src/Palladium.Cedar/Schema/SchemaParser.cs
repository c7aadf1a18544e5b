using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Reads the Cedar schema syntax.</summary>
internal sealed class SchemaParser
{
    private readonly TokenReader _reader;
    private readonly ExpressionParser _names;
    private readonly List<NamespaceSyntax> _all;
    private NamespaceSyntax _namespace = new(0, "", Annotations.None);

    private SchemaParser(List<Token> tokens)
    {
        _reader = new TokenReader(tokens);
        _names = new ExpressionParser(_reader);
        _all = [_namespace];
    }

    /// <exception cref="SyntaxException">At the first error.</exception>
    public static List<NamespaceSyntax> Parse(string text)
    {
        var parser = new SchemaParser(Tokenizer.Cut(text));
        while (parser._reader.Current.Kind != TokenKind.End)
        {
            var annotations = parser.ReadAnnotations();
            if (parser._reader.TryTakeWord("namespace"))
            {
                parser.Namespace(annotations);
            }
            else
            {
                parser.Declaration(annotations, "'namespace', 'entity', 'action' or 'type'");
            }
        }

        return parser._all;
    }

    private void Namespace(Annotations annotations)
    {
        var offset = _reader.Current.Offset;
        var outer = _namespace;
        _namespace = new NamespaceSyntax(offset, _names.ParsePath("a namespace"), annotations);
        if (_all.Exists(n => n.Name == _namespace.Name))
        {
            throw new SyntaxException(offset, $"the namespace '{_namespace.Name}' is declared twice");
        }

        _all.Add(_namespace);
        _reader.Expect("{");
        while (!_reader.TryTake("}"))
        {
            Declaration(ReadAnnotations(), "'entity', 'action', 'type' or '}'");
        }

        _namespace = outer;
    }

    private Annotations ReadAnnotations()
    {
        var annotations = new Annotations();
        foreach (var (name, value) in _reader.TakeAnnotations())
        {
            annotations.Add(name, value ?? "");
        }

        return annotations;
    }

    private void Declaration(Annotations annotations, string expected)
    {
        if (_reader.TryTakeWord("entity"))
        {
            Entities(annotations);
        }
        else if (_reader.TryTakeWord("action"))
        {
            Actions(annotations);
        }
        else if (_reader.TryTakeWord("type"))
        {
            var (name, offset) = DeclaredName("a type's name");
            _reader.Expect("=");
            _namespace.Types.Add(new CommonTypeSyntax(offset, SchemaNames.CommonType(name, offset), Type(), annotations));
        }
        else
        {
            throw _reader.Unexpected(expected);
        }

        _reader.Expect(";");
    }

    private (string Name, int Offset) DeclaredName(string what)
    {
        var token = _reader.Expect(TokenKind.Identifier, what);
        return Names.IsReserved(token.Text)
            ? throw new SyntaxException(token.Offset, $"expected {what}, found the reserved word '{token.Text}'")
            : (token.Text, token.Offset);
    }

    private void Entities(Annotations annotations)
    {
        var names = new List<(string Name, int Offset)>();
        do
        {
            var (name, offset) = DeclaredName("an entity type's name");
            names.Add((SchemaNames.EntityType(name, offset), offset));
        }
        while (_reader.TryTake(","));

        if (_reader.TryTakeWord("enum"))
        {
            var ids = new List<string>();
            _reader.Expect("[");
            do
            {
                ids.Add(_reader.ExpectString("an id as a string"));
            }
            while (_reader.TryTake(","));
            _reader.Expect("]");
            _namespace.Entities.AddRange(names.Select(n => new EntitySyntax(n.Offset, n.Name, [], null, null, ids, annotations)));
            return;
        }

        var parents = _reader.TryTakeWord("in") ? List(() => Reference("an entity type")) : [];
        var attributes = _reader.TryTake("=") || _reader.Current.Is("{") ? Record() : null;
        var tags = _reader.TryTakeWord("tags") ? Type() : null;
        _namespace.Entities.AddRange(names.Select(n => new EntitySyntax(n.Offset, n.Name, parents, attributes, tags, null, annotations)));
    }

    /// <summary>One item, or several in brackets.</summary>
    private List<T> List<T>(Func<T> item)
    {
        if (!_reader.TryTake("["))
        {
            return [item()];
        }

        var items = new List<T>();
        if (_reader.TryTake("]"))
        {
            return items;
        }

        do
        {
            items.Add(item());
        }
        while (_reader.TryTake(","));
        return _reader.TryTake("]") ? items : throw _reader.Unexpected("',' or ']'");
    }

    private NameRef Reference(string what)
    {
        var offset = _reader.Current.Offset;
        if (_reader.Current.IsWord(Names.BuiltIns) && _reader.Following.Is("::"))
        {
            _reader.Take();
            _reader.Take();
            return new NameRef(offset, "", $"{Names.BuiltIns}::{_reader.Expect(TokenKind.Identifier, what).Text}");
        }

        return new NameRef(offset, _namespace.Name, _names.ParsePath(what));
    }

    private void Actions(Annotations annotations)
    {
        var ids = new List<(string Id, int Offset)>();
        do
        {
            ids.Add(_reader.Current.Kind == TokenKind.String
                ? (_reader.ExpectString("an action"), _reader.Current.Offset)
                : DeclaredName("an action's name"));
        }
        while (_reader.TryTake(","));

        var parents = _reader.TryTakeWord("in") ? List(ActionParent) : [];
        var (principals, resources, context) = _reader.TryTakeWord("appliesTo") ? AppliesTo() : ([], [], null);
        if (_reader.TryTakeWord("attributes"))
        {
            _reader.Expect("{");
            _reader.Expect("}");
        }

        _namespace.Actions.AddRange(ids.Select(a => new ActionSyntax(a.Offset, a.Id, parents, principals, resources, context, annotations)));
    }

    private (List<NameRef> Principals, List<NameRef> Resources, TypeSyntax? Context) AppliesTo()
    {
        var offset = _reader.Expect("{").Offset;
        List<NameRef>? principals = null, resources = null;
        TypeSyntax? context = null;
        while (!_reader.TryTake("}"))
        {
            var part = _reader.Expect(TokenKind.Identifier, "'principal', 'resource' or 'context'");
            var isGiven = part.Text switch
            {
                "principal" => principals is not null,
                "resource" => resources is not null,
                "context" => context is not null,
                _ => throw new SyntaxException(part.Offset, $"expected 'principal', 'resource' or 'context', found {part}"),
            };
            if (isGiven)
            {
                throw new SyntaxException(part.Offset, $"{part} is given twice");
            }

            _reader.Expect(":");
            switch (part.Text)
            {
                case "principal":
                    principals = EntityTypes(part);
                    break;
                case "resource":
                    resources = EntityTypes(part);
                    break;
                default:
                    context = _reader.Current.Is("{") ? Record() : new NameTypeSyntax(Reference("a record or the name of one"), NameKind.Common);
                    break;
            }

            if (!_reader.TryTake(",") && !_reader.Current.Is("}"))
            {
                throw _reader.Unexpected("',' or '}'");
            }
        }

        return principals is null || resources is null
            ? throw new SyntaxException(offset, $"'{(principals is null ? "principal" : "resource")}' is missing; an action applies to at least one type of each")
            : (principals, resources, context);
    }

    private List<NameRef> EntityTypes(Token part) => List(() => Reference("an entity type")) is { Count: > 0 } types
        ? types
        : throw new SyntaxException(part.Offset, $"{part} has no type; an action applies to at least one");

    private ActionParentSyntax ActionParent()
    {
        var offset = _reader.Current.Offset;
        if (_reader.Current.Kind == TokenKind.String)
        {
            return new ActionParentSyntax(offset, null, _reader.ExpectString("an action"));
        }

        if (!_reader.Following.Is("::"))
        {
            return new ActionParentSyntax(offset, null, DeclaredName("an action").Name);
        }

        var type = Reference("an action's type");
        _reader.Expect("::");
        return new ActionParentSyntax(offset, type, _reader.ExpectString("an action's id as a string"));
    }

    private TypeSyntax Type()
    {
        _reader.Enter();
        TypeSyntax type;
        if (_reader.Current.Is("{"))
        {
            type = Record();
        }
        else if (_reader.Current.IsWord("Set") && _reader.Following.Is("<"))
        {
            var offset = _reader.Take().Offset;
            _reader.Expect("<");
            type = new SetTypeSyntax(offset, Type());
            _reader.Expect(">");
        }
        else
        {
            type = new NameTypeSyntax(Reference("a type"), NameKind.EntityOrCommon);
        }

        _reader.Leave();
        return type;
    }

    private RecordTypeSyntax Record()
    {
        var offset = _reader.Expect("{").Offset;
        var attributes = new List<AttributeSyntax>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!_reader.TryTake("}"))
        {
            var annotations = ReadAnnotations();
            var at = _reader.Current.Offset;
            var name = _reader.Current.Kind == TokenKind.String
                ? _reader.ExpectString("an attribute")
                : DeclaredName("an attribute's name").Name;
            if (!seen.Add(name))
            {
                throw new SyntaxException(at, $"the attribute '{name}' is declared twice");
            }

            var optional = _reader.TryTake("?");
            _reader.Expect(":");
            attributes.Add(new AttributeSyntax(at, name, !optional, Type(), annotations));
            if (!_reader.TryTake(",") && !_reader.Current.Is("}"))
            {
                throw _reader.Unexpected("',' or '}'");
            }
        }

        return new RecordTypeSyntax(offset, attributes);
    }
}
