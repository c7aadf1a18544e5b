using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Reads the Cedar schema syntax.</summary>
internal sealed class SchemaParser
{
    private readonly TokenReader _reader;
    private readonly ExpressionParser _names;
    private readonly SchemaSyntax _schema = new();
    private string _namespace = "";

    private SchemaParser(List<Token> tokens)
    {
        _reader = new TokenReader(tokens);
        _names = new ExpressionParser(_reader);
    }

    /// <exception cref="SyntaxException">At the first error.</exception>
    public static SchemaSyntax Parse(string text)
    {
        var parser = new SchemaParser(Tokenizer.Cut(text));
        while (parser._reader.Current.Kind != TokenKind.End)
        {
            parser.SkipAnnotations();
            if (parser._reader.TryTakeWord("namespace"))
            {
                parser._namespace = parser._names.ParsePath("a namespace");
                parser._reader.Expect("{");
                while (!parser._reader.TryTake("}"))
                {
                    parser.SkipAnnotations();
                    parser.Declaration("'entity', 'action', 'type' or '}'");
                }

                parser._namespace = "";
            }
            else
            {
                parser.Declaration("'namespace', 'entity', 'action' or 'type'");
            }
        }

        return parser._schema;
    }

    private void SkipAnnotations()
    {
        while (_reader.TryTake("@"))
        {
            _reader.Expect(TokenKind.Identifier, "the annotation's name");
            if (_reader.TryTake("("))
            {
                _reader.ExpectString("the annotation's value as a string");
                _reader.Expect(")");
            }
        }
    }

    private void Declaration(string expected)
    {
        if (_reader.TryTakeWord("entity"))
        {
            Entities();
        }
        else if (_reader.TryTakeWord("action"))
        {
            Actions();
        }
        else if (_reader.TryTakeWord("type"))
        {
            var (name, offset) = DeclaredName("a type's name");
            if (CedarType.BuiltIn(Unqualified(name)) is { } builtIn && builtIn != CedarType.Decimal && builtIn is not NamedType { Name: "ipaddr" or "datetime" or "duration" })
            {
                throw new SyntaxException(offset, $"'{Unqualified(name)}' is the name of a built-in type");
            }

            _reader.Expect("=");
            _schema.Types.Add(new CommonTypeSyntax(offset, name, Type()));
        }
        else
        {
            throw _reader.Unexpected(expected);
        }

        _reader.Expect(";");
    }

    private static string Unqualified(string name) => name[(name.LastIndexOf(':') + 1)..];

    private string Qualify(string name) => _namespace.Length == 0 ? name : _namespace + "::" + name;

    private (string Name, int Offset) DeclaredName(string what)
    {
        var token = _reader.Expect(TokenKind.Identifier, what);
        return token.Text is "__cedar" or "in" or "is" or "has" or "like" or "if" or "then" or "else" or "true" or "false"
            ? throw new SyntaxException(token.Offset, $"expected {what}, found the reserved word '{token.Text}'")
            : (Qualify(token.Text), token.Offset);
    }

    private void Entities()
    {
        var names = new List<(string Name, int Offset)>();
        do
        {
            names.Add(DeclaredName("an entity type's name"));
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
            while (_reader.TryTake(",") && !_reader.Current.Is("]"));
            _reader.Expect("]");
            _schema.Entities.AddRange(names.Select(n => new EntitySyntax(n.Offset, n.Name, [], null, null, ids)));
            return;
        }

        var parents = _reader.TryTakeWord("in") ? EntityTypes() : [];
        var attributes = _reader.TryTake("=") || _reader.Current.Is("{") ? Record() : null;
        var tags = _reader.TryTakeWord("tags") ? Type() : null;
        _schema.Entities.AddRange(names.Select(n => new EntitySyntax(n.Offset, n.Name, parents, attributes, tags, null)));
    }

    private List<NameRef> EntityTypes()
    {
        if (!_reader.TryTake("["))
        {
            return [Reference("an entity type")];
        }

        var types = new List<NameRef>();
        while (!_reader.TryTake("]"))
        {
            types.Add(Reference("an entity type"));
            if (!_reader.TryTake(",") && !_reader.Current.Is("]"))
            {
                throw _reader.Unexpected("',' or ']'");
            }
        }

        return types;
    }

    private NameRef Reference(string what)
    {
        var offset = _reader.Current.Offset;
        if (_reader.Current.IsWord("__cedar") && _reader.Following.Is("::"))
        {
            _reader.Take();
            _reader.Take();
            return new NameRef(offset, "", "__cedar::" + _reader.Expect(TokenKind.Identifier, what).Text);
        }

        return new NameRef(offset, _namespace, _names.ParsePath(what));
    }

    private void Actions()
    {
        var ids = new List<(string Id, int Offset)>();
        do
        {
            var offset = _reader.Current.Offset;
            ids.Add((_reader.Current.Kind == TokenKind.String
                ? _reader.ExpectString("an action")
                : _reader.Expect(TokenKind.Identifier, "an action's name").Text, offset));
        }
        while (_reader.TryTake(","));

        var parents = _reader.TryTakeWord("in") ? ActionParents() : [];
        List<NameRef> principals = [], resources = [];
        TypeSyntax? context = null;
        if (_reader.TryTakeWord("appliesTo"))
        {
            _reader.Expect("{");
            while (!_reader.TryTake("}"))
            {
                var part = _reader.Expect(TokenKind.Identifier, "'principal', 'resource' or 'context'");
                _reader.Expect(":");
                switch (part.Text)
                {
                    case "principal":
                        principals = EntityTypes();
                        break;
                    case "resource":
                        resources = EntityTypes();
                        break;
                    case "context":
                        context = Type();
                        break;
                    default:
                        throw new SyntaxException(part.Offset, $"expected 'principal', 'resource' or 'context', found {part}");
                }

                if (!_reader.TryTake(",") && !_reader.Current.Is("}"))
                {
                    throw _reader.Unexpected("',' or '}'");
                }
            }
        }

        if (_reader.TryTakeWord("attributes"))
        {
            _reader.Expect("{");
            _reader.Expect("}");
        }

        _schema.Actions.AddRange(ids.Select(a => new ActionSyntax(a.Offset, _namespace, a.Id, parents, principals, resources, context)));
    }

    private List<(NameRef? Type, string Id, int Offset)> ActionParents()
    {
        var parents = new List<(NameRef? Type, string Id, int Offset)>();
        if (!_reader.TryTake("["))
        {
            parents.Add(ActionParent());
            return parents;
        }

        while (!_reader.TryTake("]"))
        {
            parents.Add(ActionParent());
            if (!_reader.TryTake(",") && !_reader.Current.Is("]"))
            {
                throw _reader.Unexpected("',' or ']'");
            }
        }

        return parents;
    }

    private (NameRef? Type, string Id, int Offset) ActionParent()
    {
        var offset = _reader.Current.Offset;
        if (_reader.Current.Kind == TokenKind.String)
        {
            return (null, _reader.ExpectString("an action"), offset);
        }

        if (!_reader.Following.Is("::"))
        {
            return (null, _reader.Expect(TokenKind.Identifier, "an action").Text, offset);
        }

        var type = Reference("an action's type");
        _reader.Expect("::");
        return (type, _reader.ExpectString("an action's id as a string"), offset);
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
            type = new NameTypeSyntax(Reference("a type"));
        }

        _reader.Leave();
        return type;
    }

    private RecordTypeSyntax Record()
    {
        var offset = _reader.Expect("{").Offset;
        var attributes = new List<(string Name, bool IsRequired, TypeSyntax Type)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!_reader.TryTake("}"))
        {
            SkipAnnotations();
            var at = _reader.Current.Offset;
            var name = _reader.Current.Kind == TokenKind.String
                ? _reader.ExpectString("an attribute")
                : _reader.Expect(TokenKind.Identifier, "an attribute's name").Text;
            if (!seen.Add(name))
            {
                throw new SyntaxException(at, $"the attribute '{name}' is declared twice");
            }

            var optional = _reader.TryTake("?");
            _reader.Expect(":");
            attributes.Add((name, !optional, Type()));
            if (!_reader.TryTake(",") && !_reader.Current.Is("}"))
            {
                throw _reader.Unexpected("',' or '}'");
            }
        }

        return new RecordTypeSyntax(offset, attributes);
    }
}
