# Draws target/bench/load.csv, which `make bench` writes: gnuplot src/bench/load.gnuplot
# Each point is one round of one server.
set terminal svg size 860,440 dynamic background rgb "white" font "sans-serif,13"
set output "docs/images/load.svg"
set datafile separator ","
set multiplot layout 1,2
set bmargin 4
set key bottom left Left reverse samplen 0.5
set yrange [10:*]
set grid ytics lc rgb "#dddddd"
set logscale y
set xrange [0.5:4.5]
set xtics ("3 KB\n8 conn." 1, "3 KB\n64 conn." 2, "30 KB\n8 conn." 3, "300 KB\n8 conn." 4)
place(body, connections) = body < 10000 ? (connections < 20 ? 1 : 2) : body < 100000 ? 3 : 4
closed(server, shift) = (strcol(3) eq "closed" && strcol(4) eq server) ? place(column(1), column(2)) + shift : NaN
set title "requests per second"
plot "target/bench/load.csv" using (closed("constant", -0.15)):6 every ::1 title "constant answer (the floor)" pt 7 ps 0.6 lc rgb "#999999", \
  "" using (closed("ours", 0)):6 every ::1 title "the webhook" pt 7 ps 0.6 lc rgb "#0b62c4", \
  "" using (closed("typed", 0.15)):6 every ::1 title "on the typed model" pt 7 ps 0.6 lc rgb "#c4530b"
set yrange [10:*]
set title "processor time per request, µs"
plot "target/bench/load.csv" using (closed("constant", -0.15)):7 every ::1 notitle pt 7 ps 0.6 lc rgb "#999999", \
  "" using (closed("ours", 0)):7 every ::1 notitle pt 7 ps 0.6 lc rgb "#0b62c4", \
  "" using (closed("typed", 0.15)):7 every ::1 notitle pt 7 ps 0.6 lc rgb "#c4530b"
