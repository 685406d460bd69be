#!/bin/sh
# viewc_test.sh VIEWC: what the view compiler must refuse, with a hint, and what it must accept. Each case is one small view.
set -u
viewc=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0
failed=0
head='{{! "web/x.h" struct x }}'

report() { # name ok
    if [ "$2" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $1"; fi
}
refuses() { # advice-fragment body
    printf '%s\n%s\n' "$head" "$2" > "$dir/v.html"
    if "$viewc" "$dir/o.c" "$dir/o.h" "$dir/v.html" > "$dir/log" 2>&1; then
        echo "accepted: $2"; report "$2" 1
    else
        grep -q "v.html:[0-9]*:[0-9]*: error: .*$1" "$dir/log" || { cat "$dir/log"; report "$2" 1; return; }
        report "$2" 0
    fi
}
accepts() { # expected-fragment-of-C body
    printf '%s\n%s\n' "$head" "$2" > "$dir/v.html"
    if "$viewc" "$dir/o.c" "$dir/o.h" "$dir/v.html" > "$dir/log" 2>&1 && grep -qF -- "$1" "$dir/o.c"; then report "$2" 0
    else cat "$dir/log"; report "$2" 1; fi
}

# places where no escaping helps
refuses 'no values inside <script>' '<script>{{x}}</script>'
refuses 'no inline script or style' '<script>alert(1)</script>'
refuses 'no inline script or style' '<style>p{}</style>'
refuses 'no event attributes' '<p onclick="{{x}}">'
refuses 'no event attributes' '<p onclick="a()">'
refuses 'no inline style' '<p style="{{x}}">'
refuses 'quote the attribute' '<p class={{x}}>'
refuses 'quote the attribute' '<p class=a>'
refuses 'names of tags and attributes' '<p {{x}}="1">'
refuses 'names of tags and attributes' '<h{{x}}>'
refuses 'HTML comment' '<!-- {{x}} -->'
refuses '&lt;' 'a < b'
# addresses
refuses 'must begin with a literal' '<a href="{{x}}">a</a>'
refuses 'must begin with a literal' '<form action="{{path}}">'
refuses 'another-site' '<a href="/{{x}}">a</a>'
refuses 'depends on a condition' '<a href="{{#if a}}/b/{{/if}}{{x}}">a</a>'
refuses 'no translated text' '<a href="{{t "Trang"}}">a</a>'
accepts 'html_put_url(out, v->x)' '<a href="/a/{{x}}">a</a>'
accepts 'html_put_attr(out, v->next_url)' '<a href="{{next_url}}">a</a>'
accepts 'html_put_attr(out, v->url)' '<a href="{{url}}">a</a>'
accepts 'html_put_url(out, v->q)' '<a href="{{list_url}}?q={{q}}">a</a>'
accepts 'html_put_url(out, v->x)' '<a href="{{#if a}}/b/{{else}}/c/{{/if}}{{x}}">a</a>'
# blocks
refuses 'is not closed' '{{#if a}}'
refuses 'without its' '{{/if}}'
refuses 'without its' '{{#each a as b}}{{/if}}'
refuses 'second {{else}}' '{{#if a}}{{else}}{{else}}{{/if}}'
refuses 'same place of the markup' '{{#if a}}<p {{/if}}'
refuses 'same place of the markup' '<p {{#if a}}class="{{else}}id="{{/if}}">'
refuses 'write {{#each items as item}}' '{{#each a}}{{/each}}'
refuses 'is taken' '{{#each a as b}}{{#each c as b}}{{/each}}{{/each}}'
refuses 'ends inside a tag' '<p'
# directives
refuses 'unknown' '{{#unless a}}{{/unless}}'
refuses 'without }}' '<p>{{x</p>'
refuses 'has no {0}' '{{t "Còn ngày" n}}'
refuses 'no closing quote' '{{t "Còn ngày}}'
refuses 'conditions are' '{{#if a > 3}}{{/if}}'
refuses 'between tags only' '<p class="{{> other}}">'
refuses 'unknown item@what' '{{#each a as item}}{{item@what}}{{/each}}'
# what it makes
accepts 'html_put(out, v->a.b)' '<p>{{a.b}}</p>'
accepts 'html_put(out, v->a->b)' '<p>{{a->b}}</p>'
accepts 'html_put_attr(out, v->n)' '<input value="{{n}}">'
accepts 'html_put(out, item->name)' '{{#each list as item}}{{item.name}}{{/each}}'
accepts 'html_put(out, (*item))' '{{#each list as item}}{{item}}{{/each}}'
accepts '(bool)(i_item == 0)' '{{#each list as item}}{{#if item@first}}x{{/if}}{{/each}}'
accepts 'v->state == DOSSIER_LATE' '{{#if state == DOSSIER_LATE}}x{{/if}}'
accepts '!html_same(v->a, v->b)' '{{#if a != b}}x{{/if}}'
accepts 'view_tag(out, &v->status)' '{{> tag status}}'
accepts 'view_tag(out, v->status)' '{{> tag *status}}'
accepts 'T("Còn {0} ngày")' '{{t "Còn {0} ngày" days}}'
accepts '" checked>' '<input{{#if a}} disabled{{/if}} checked>'
accepts '<pre>\n  a\n   b</pre>' '<pre>
  a
   b</pre>'
accepts '"<ul>\n<li>"' '<ul>

    <li>{{x}}</li></ul>'

mkdir "$dir/other"
printf '%s\n' "$head" > "$dir/v.html"
cp "$dir/v.html" "$dir/other/v.html"
"$viewc" "$dir/o.c" "$dir/o.h" "$dir/v.html" "$dir/other/v.html" 2>/dev/null && report 'a name used twice' 1 || report 'a name used twice' 0
printf '<p>x</p>\n' > "$dir/v.html"
"$viewc" "$dir/o.c" "$dir/o.h" "$dir/v.html" 2>/dev/null && report 'no first line' 1 || report 'no first line' 0

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
